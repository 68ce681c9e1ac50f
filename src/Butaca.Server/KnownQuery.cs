using Butaca.Hosting;
using Microsoft.AspNetCore.Http.Metadata;

namespace Butaca.Server;

/// <summary>The query parameters of an endpoint, as its handler names them.</summary>
/// <param name="names">Their names; case doesn't matter in an address.</param>
internal sealed class KnownQuery(IReadOnlyList<string> names)
{
    /// <summary>Refuses other parameters at all endpoints of a group, those that are added to it later, too.</summary>
    public static void Require(IEndpointConventionBuilder group) =>
        group.Finally(endpoint =>
            endpoint.Metadata.Add(
                new KnownQuery([
                    .. endpoint
                        .Metadata.OfType<IParameterBindingMetadata>()
                        .SelectMany(parameter =>
                            parameter
                                .ParameterInfo.GetCustomAttributes(inherit: true)
                                .OfType<IFromQueryMetadata>()
                                .Select(query => query.Name ?? parameter.Name)
                        ),
                ])
            )
        );

    /// <summary>Checks the parameters that were sent.</summary>
    /// <exception cref="RequestException">One is none of the endpoint's.</exception>
    public void Check(IQueryCollection sent)
    {
        foreach (string name in sent.Keys)
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw RequestException.Field(
                    name,
                    names.Count == 0 ? "unknown, expected no parameters" : Problems.Unknown(name, names)
                );
    }
}
