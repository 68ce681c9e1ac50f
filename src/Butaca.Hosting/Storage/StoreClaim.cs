namespace Butaca.Hosting.Storage;

/// <summary>What became of asking for a store.</summary>
internal enum StoreClaim
{
    /// <summary>This server had it, without a break.</summary>
    Kept,

    /// <summary>This server has it, which it had not, or not any more.</summary>
    Taken,

    /// <summary>Somebody else has it, or a connection of this server that the database takes for alive.</summary>
    Refused,
}
