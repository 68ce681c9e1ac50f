using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Apis;

/// <summary>Gives what is read a tag, by which whoever has it already is spared getting it again.</summary>
internal static class EntityTags
{
    /// <summary>
    /// Tags each answer to a GET of a group; where it names nobody, a browser may keep it, and asks whether it still
    /// holds.
    /// </summary>
    public static RouteGroupBuilder WithEntityTags(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(
            async (context, next) =>
            {
                object? answer = await next(context);
                HttpContext http = context.HttpContext;
                if (!HttpMethods.IsGet(http.Request.Method) || answer is null or IResult)
                    return answer;
                if (SecurityExtensions.IsOpen(http.GetEndpoint()!))
                    http.Response.Headers.CacheControl = "private, no-cache";
                return TaggedAnswer
                    .Of(
                        answer,
                        http.RequestServices.GetRequiredService<
                            IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>
                        >().Value.SerializerOptions
                    )
                    .Send();
            }
        );
}
