using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Folds over users: trained on the others, asked about the fold's users from a part of their movies.
/// </summary>
public sealed class NewUsersProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "new-users";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over users: nothing of a fold's users is trained on, a fifth of their movies goes in.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options) =>
        UserFold.Rounds(data, options, users => [Cases.OutOfSample("new users, out-of-sample", data, users, options)]);
}
