using System.Text.Json;
using Butaca.Hosting.Storage;
using Butaca.Server.Apis;
using Butaca.Server.Security;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Butaca.Server.Mcp;

/// <summary>The endpoint for assistants: the Model Context Protocol over HTTP, without sessions.</summary>
internal static class McpSetup
{
    /// <summary>Where it is.</summary>
    public const string Path = "/mcp";

    private const string Instructions =
        "Butaca recommends movies from its own catalogue. Name movies by their titles, best with the year: Alien (1979). "
        + "Titles are matched forgivingly; every answer says which movies were taken, and which titles were not. Tell the "
        + "user if one was mistaken. An empty list of reasons, or personal=false, means that the most watched movies stand in.";

    public static void AddMcp(this IServiceCollection services)
    {
        JsonSerializerOptions json = new(McpJsonUtilities.DefaultOptions);
        ApiJson.Configure(json);
        services.AddHttpContextAccessor();
        services
            .AddMcpServer(server => server.ServerInstructions = Instructions)
            .WithHttpTransport()
            .WithTools<MovieTools>(json)
            .WithRequestFilters(filters => filters.AddCallToolFilter(TellErrors));
    }

    /// <summary>Who may read may ask; searches and lists stand in the line of the searches.</summary>
    public static void MapMcpTools(this IEndpointRouteBuilder routes) =>
        routes.MapMcp(Path).Needs(KeyScope.Read).RequireRateLimiting(SecurityExtensions.Search);

    /// <summary>An assistant is told what was wrong in the words of the API, so that it can ask better.</summary>
    private static McpRequestHandler<CallToolRequestParams, CallToolResult> TellErrors(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next
    ) =>
        async (request, cancellation) =>
        {
            try
            {
                return await next(request, cancellation);
            }
            catch (Exception exception) when (exception is not McpException)
            {
                IServiceProvider services = request.Services!;
                HttpContext http = services.GetRequiredService<IHttpContextAccessor>().HttpContext!;
                (_, string message, string? field) = services.GetRequiredService<Problems>().Explain(http, exception);
                return new CallToolResult
                {
                    IsError = true,
                    Content = [new TextContentBlock { Text = field is null ? message : $"{field}: {message}" }],
                };
            }
        };
}
