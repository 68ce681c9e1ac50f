using System.Collections.Immutable;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Recommending;

/// <summary>A csv file that lists movies by a column <c>movieId</c>, such as what a service streams tonight.</summary>
public static class CandidatesFile
{
    /// <summary>Reads the ids, in the file's order.</summary>
    /// <exception cref="ButacaException">The file is missing or malformed; the message says where.</exception>
    public static ImmutableArray<Id> Read(string file)
    {
        using CsvTable table = CsvTable.Open(file, ReadContext.Quiet());
        int column = table.Require(UsualColumns.Movie);
        ImmutableArray<Id>.Builder ids = ImmutableArray.CreateBuilder<Id>();
        while (table.Read())
            ids.Add(table.Id(column));
        return ids.ToImmutable();
    }
}
