using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// One csv file of pairs, also with a nameless index column in front, as the data of MovieNet has it.
/// </summary>
public sealed class InteractionsCsv : IRatingSource
{
    /// <inheritdoc/>
    public string Name => "interactions-csv";

    /// <inheritdoc/>
    public string Description =>
        "one csv file with the columns userId,movieId[,rating][,timestamp], or user_id,item_id and other usual names";

    /// <inheritdoc/>
    public bool Recognises(string path) =>
        File.Exists(path) && !RecBole.IsInteractions(path) && RatingsFile.Recognises(path);

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context) => RatingsFile.Read(path, into, context);

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context) { }
}
