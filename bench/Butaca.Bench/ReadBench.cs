using System.Diagnostics;
using System.Globalization;
using Butaca.Data.Files;
using Sylvan.Data.Csv;

namespace Butaca.Bench;

/// <summary>
/// How fast and in how much memory a file of ml-32m's shape is read, beside the fastest csv library on the same file in
/// the same run. The library alone parses the four columns into numbers and forgets them; ours keeps a whole data set.
/// </summary>
/// <remarks>
/// Each pass runs in a process of its own, so that one's memory is not counted as the other's. In it the file is read
/// three times and the better of the last two counts: code compiled, file in the page cache, less of other programs.
/// </remarks>
internal static class ReadBench
{
    private const int Users = 200_948;
    private const int Movies = 87_585;
    private const int DefaultRows = 32_000_204;
    private const int WarmPasses = 2;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["--pass", "library", string folder]:
                Time("Sylvan.Data.Csv alone", () => ReadWithLibrary(Path.Combine(folder, "ratings.csv")));
                return 0;
            case ["--pass", "ours", string folder]:
                Time("DatasetFolder.Read", () => DatasetFolder.Read(folder).Dataset.Interactions.Count);
                return 0;
        }
        int rows = args is ["--rows", string text] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultRows;
        string temporary = Directory.CreateTempSubdirectory("butaca-read-").FullName;
        try
        {
            string file = Path.Combine(temporary, "ratings.csv");
            RatingsMaker.Write(file, Users, Movies, rows);
            Console.WriteLine(
                $"{rows:N0} ratings of {Users:N0} users and {Movies:N0} movies, {new FileInfo(file).Length / 1e6:N0} MB"
            );
            double library = InOwnProcess("library", temporary);
            double ours = InOwnProcess("ours", temporary);
            Console.WriteLine(
                $"speed of DatasetFolder.Read relative to the library alone: {library / ours:0.00} (wanted: above 0.50)"
            );
            return library / ours > 0.5 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static double InOwnProcess(string pass, string folder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ReadBench).Assembly.Location);
        foreach (string argument in (ReadOnlySpan<string>)["read", "--pass", pass, folder])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The pass '{pass}' failed.");
        Console.WriteLine(lines[0]);
        return double.Parse(lines[1], CultureInfo.InvariantCulture);
    }

    private static void Time(string name, Func<long> read)
    {
        long rows = read();
        double seconds = double.MaxValue;
        for (int pass = 0; pass < WarmPasses; pass++)
        {
            GC.Collect();
            Stopwatch watch = Stopwatch.StartNew();
            read();
            seconds = Math.Min(seconds, watch.Elapsed.TotalSeconds);
        }
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{name}: {rows:N0} rows in {seconds:0.00} s ({rows / seconds / 1e6:0.0} million a second), peak memory {self.PeakWorkingSet64 / 1e6:N0} MB"
        );
        Console.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
    }

    private static long ReadWithLibrary(string file)
    {
        using StreamReader text = new(file);
        using CsvDataReader csv = CsvDataReader.Create(
            text,
            new CsvDataReaderOptions { Delimiter = ',', BufferSize = 1 << 16 }
        );
        long rows = 0;
        long sum = 0;
        float ratings = 0;
        while (csv.Read())
        {
            sum += csv.GetInt64(0) + csv.GetInt64(1) + csv.GetInt64(3);
            ratings += csv.GetFloat(2);
            rows++;
        }
        GC.KeepAlive((sum, ratings));
        return rows;
    }
}
