using System.Diagnostics;
using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Bench;

/// <summary>
/// Training EDLAE, all of it, beside numpy.linalg.inv alone (float64) on the same matrix in the same run. Needs a
/// Python with numpy: Debian's python3-numpy and libopenblas0-pthread.
/// </summary>
internal static class DenseBench
{
    private const string Script = """
        import sys, time, numpy
        matrix = numpy.load(sys.argv[1]).astype(numpy.float64)
        start = time.perf_counter()
        numpy.linalg.inv(matrix)
        print(time.perf_counter() - start)
        """;

    public static int Run(Dataset data)
    {
        Edlae model = new();
        EdlaeOptions options = new();
        Stopwatch watch = Stopwatch.StartNew();
        List<string> stages = [];
        Scorer scorer = model.Train(data, options, new TrainContext { Progress = new Stages(stages, watch) });
        double ours = watch.Elapsed.TotalSeconds;
        GC.KeepAlive(scorer);
        int active = data.Interactions.WatchedMovies().Length;
        Console.WriteLine($"EDLAE, {active} movies: {ours:0.00} s ({string.Join(", ", stages)})");

        double numpy = TimeNumpy(data.Interactions, options);
        Console.WriteLine($"numpy.linalg.inv, float64: {numpy:0.00} s");
        Console.WriteLine(
            $"time of training relative to numpy's inverse alone: {ours / numpy:0.00} (wanted: at most 0.80)"
        );
        return ours / numpy <= 0.8 ? 0 : 1;
    }

    private static double TimeNumpy(Interactions x, EdlaeOptions options)
    {
        int[] active = x.WatchedMovies();
        float[] matrix = new float[active.Length * active.Length];
        float[] counts = new float[x.MovieCount];
        for (int i = 0; i < active.Length; i++)
        {
            CoOccurrence.Row(x, active[i], counts);
            for (int j = 0; j < active.Length; j++)
                matrix[i * active.Length + j] = counts[active[j]];
            matrix[i * active.Length + i] *= (float)(1 / (1 - options.Dropout));
            matrix[i * active.Length + i] += (float)options.Lambda;
        }
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(file))
                Npy.Write<float>(stream, matrix, active.Length, active.Length);
            ProcessStartInfo start = new("/usr/bin/python3")
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
            };
            start.ArgumentList.Add("-");
            start.ArgumentList.Add(file);
            start.Environment["OPENBLAS_NUM_THREADS"] = $"{Environment.ProcessorCount}";
            using Process process = Process.Start(start)!;
            process.StandardInput.Write(Script);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return double.Parse(output, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class Stages(List<string> stages, Stopwatch watch) : IProgress<TrainProgress>
    {
        private string _last = "";

        public void Report(TrainProgress value)
        {
            if (value.Stage == _last)
                return;
            _last = value.Stage;
            lock (stages)
                stages.Add($"{value.Stage} from {watch.Elapsed.TotalSeconds:0.0}");
        }
    }
}
