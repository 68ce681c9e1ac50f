using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// The users who came last, as a service meets them: trained on those who were done before the first of the later ones
/// began, so that of what others watched at their time or after it nothing is known. Folds over users tell more of a
/// model, since everybody is asked; this tells whether it lives by knowing the future.
/// </summary>
public sealed class LaterUsersProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "later-users";

    /// <inheritdoc/>
    public string Summary =>
        "The users who came last, one fold of so many, asked after a training on those who were done before; a fifth of their movies goes in.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        if (options.Folds < 2)
            Throw.Option("folds", $"{options.Folds}", "at least 2");
        (int User, uint First, uint Last)[] dated =
        [
            .. Enumerable
                .Range(0, data.Users.Count)
                .Select(SpanOf)
                .Where(span => span.Last > 0)
                .OrderBy(span => span.First),
        ];
        int count = dated.Length / options.Folds;
        uint start = count == 0 ? 0 : dated[^count].First;
        int[] before = [.. dated.Where(span => span.Last < start).Select(span => span.User).Order()];
        int[] later = [.. dated.Where(span => span.First >= start).Select(span => span.User).Order()];
        if (before.Length == 0)
            throw new ButacaException(
                $"The protocol '{Name}' found nobody who was done before the last of {options.Folds} folds of users began: it needs a data set whose timestamps tell users apart."
            );
        Dataset train = data.SelectUsers(before);
        Group group = Cases.OutOfSample("later new users, out-of-sample", data, later, options);
        int unseen = group.Cases.Sum(question =>
            question.Relevant.Count(movie => train.Interactions.AudienceOf(movie) == 0)
        );
        string note = Cases.UnseenNote(unseen, group.Cases.Sum(question => question.Relevant.Length));
        yield return new Round("train on those who were done before", train, [group with { Note = note }]);

        (int User, uint First, uint Last) SpanOf(int user)
        {
            (uint first, uint last) = WatchTimes.Span(data.Interactions.HistoryOf(user).Times);
            return (user, first, last);
        }
    }
}
