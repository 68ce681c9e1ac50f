using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>Folds over people: trained on the others, asked about the fold's people from a part of their movies.</summary>
public sealed class NewUsersProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "new-users";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over people: nothing of a fold's people is trained on, a fifth of their movies goes in.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options) =>
        PeopleFold.Rounds(
            data,
            options,
            people => [Cases.OutOfSample("new users, out-of-sample", data, people, options)]
        );
}
