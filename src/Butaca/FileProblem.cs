namespace Butaca;

/// <summary>
/// What is wrong with a file that somebody brought, for whoever tells them in another language than the message's.
/// </summary>
public enum FileProblem
{
    /// <summary>Nothing is in it.</summary>
    Empty,

    /// <summary>
    /// No column holds titles or ids of movies; <see cref="ButacaException.Value"/> is what columns, or files, there
    /// are.
    /// </summary>
    NoTitles,

    /// <summary>
    /// It has more rows than a user has watched movies; <see cref="ButacaException.Value"/> is how many are read.
    /// </summary>
    TooManyRows,

    /// <summary>It is larger, perhaps once unpacked, than <see cref="ButacaException.Value"/> MB.</summary>
    TooLarge,

    /// <summary>An archive is damaged.</summary>
    DamagedArchive,

    /// <summary>An archive or a folder has none of the files that are read.</summary>
    NothingInArchive,

    /// <summary>An archive or a folder has more files than <see cref="ButacaException.Value"/>.</summary>
    TooManyFiles,

    /// <summary>It begins like JSON and is none.</summary>
    NotJson,

    /// <summary>It begins like XML and is none.</summary>
    NotXml,

    /// <summary>A quotation mark is out of place, or never closed.</summary>
    Quotation,

    /// <summary>It is no text in the encoding that it says.</summary>
    Encoding,

    /// <summary>A row has more or fewer fields than there are columns.</summary>
    FieldCount,
}
