using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Butaca.Hosting.Live;

/// <summary>Which models there are, and which of them serves whom. Immutable: a change is another deployment.</summary>
/// <param name="Catalog">The movies.</param>
/// <param name="Models">The models by name.</param>
/// <param name="Routing">Who is served by which.</param>
public sealed record Deployment(
    LiveCatalog Catalog,
    ImmutableSortedDictionary<string, LiveModel> Models,
    Routing Routing
)
{
    /// <summary>The model that serves a user.</summary>
    /// <param name="user">The user; null: nobody who is known, always served by the active model.</param>
    public LiveModel For(string? user) => Models.GetValueOrDefault(Routing.For(user)) ?? StandIn;

    /// <summary>
    /// What serves until the active model can be trained, where nobody had watched anything: there is no other model
    /// then.
    /// </summary>
    private LiveModel StandIn => Models.Values.First();

    /// <summary>The model of a name, or the one that serves a user.</summary>
    /// <exception cref="RequestException">There is no such model.</exception>
    public LiveModel Model(string? name, string? user) =>
        name is null
            ? For(user)
            : Models.GetValueOrDefault(name)
                ?? throw RequestException.Field(
                    "model",
                    $"found '{name}', expected one of {string.Join(", ", Models.Keys)}"
                );

    /// <summary>This deployment with a model, in place of another of its name.</summary>
    public Deployment With(LiveModel model) => this with { Models = Models.SetItem(model.Name, model) };

    /// <summary>
    /// This deployment with other movies, which each model takes in as it can. A model that they don't concern stays as
    /// it is, and with it the answers that are known of it.
    /// </summary>
    public Deployment With(LiveCatalog catalog) =>
        this with
        {
            Catalog = catalog,
            Models = Models.ToImmutableSortedDictionary(
                pair => pair.Key,
                pair => pair.Value.On(Catalog, catalog),
                Models.KeyComparer
            ),
        };

    /// <summary>The share of the users whom a model serves, 0 … 1.</summary>
    public double ShareOf(string name) =>
        name == Routing.Challenger ? Routing.ChallengerShare
        : name == (Models.ContainsKey(Routing.Active) ? Routing.Active : StandIn.Name)
            ? 1 - (Routing.Challenger is null ? 0 : Routing.ChallengerShare)
        : 0;
}

/// <summary>Who is served by which model.</summary>
/// <param name="Active">The model that serves everybody whom the challenger doesn't.</param>
/// <param name="Challenger">The model that is compared with it; null: none.</param>
/// <param name="ChallengerShare">The share of the users whom the challenger serves, 0 … 1.</param>
public sealed record Routing(string Active, string? Challenger = null, double ChallengerShare = 0)
{
    /// <summary>
    /// The name of the model that serves a user: the same at any time, by a hash of their id and the two names.
    /// </summary>
    public string For(string? user)
    {
        if (user is null || Challenger is null)
            return Active;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{user}\n{Active}\n{Challenger}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) < ChallengerShare * (1L << 32) ? Challenger : Active;
    }
}
