using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Butaca.Server.Apis;

/// <summary>What the OpenAPI document says besides what the code shows.</summary>
internal static class OpenApiDocument
{
    private const string Problem = "Problem";
    private const string Key = "key";

    private static readonly Dictionary<string, string> TagDescriptions = new(StringComparer.Ordinal)
    {
        ["original"] = "MovieNet's own calls, which answer with titles.",
        ["server"] = "The server itself.",
        ["movies"] = "The catalogue: finding, describing, adding, withdrawing and judging movies.",
        ["recommendations"] = "What to watch: for a user, for a list of movies, for many users, for some together.",
        ["users"] = "What happened between users and movies, and all that is known of somebody.",
        ["imports"] = "Exports of other services.",
        ["models"] = "Models: which there are, which serves whom, their training, and what became of their lists.",
    };

    public static void Configure(OpenApiOptions options) =>
        options
            .AddSchemaTransformer(SayType)
            .AddOperationTransformer(SayKey)
            .AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info = new OpenApiInfo
                    {
                        Title = "Butaca",
                        Version = "1",
                        Contact = new OpenApiContact { Name = "The Butaca project" },
                        License = new OpenApiLicense { Name = "Apache 2.0", Identifier = "Apache-2.0" },
                        Description =
                            "Movie recommendations. Errors are problem documents (RFC 9457) that name the offending field.",
                    };
                    document.Servers =
                    [
                        new OpenApiServer { Url = "/", Description = "The server that this comes from." },
                    ];
                    foreach (OpenApiTag tag in document.Tags ?? new HashSet<OpenApiTag>())
                        tag.Description = TagDescriptions.GetValueOrDefault(tag.Name ?? "");
                    document.Components ??= new OpenApiComponents();
                    document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                    {
                        [Key] = new OpenApiSecurityScheme
                        {
                            Type = SecuritySchemeType.Http,
                            Scheme = "bearer",
                            Description = "A key that 'butaca keys create' made.",
                        },
                    };
                    document.Security =
                    [
                        new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] },
                    ];
                    document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
                    document.Components.Schemas[Problem] = ProblemSchema();
                    foreach (IOpenApiSchema schema in document.Components.Schemas.Values)
                    {
                        LeaveOutNulls(schema);
                        DescribeMembers(schema);
                        WriteInOneLine(schema);
                    }
                    DescribeAlike(document);
                    foreach ((string address, IOpenApiPathItem path) in document.Paths)
                    {
                        foreach ((HttpMethod _, OpenApiOperation operation) in path.Operations ?? [])
                        {
                            AddProblems(address, operation, document);
                            // The framework writes a comment of a parameter here; the schema says what a body is.
                            operation.RequestBody?.Description = null;
                        }
                    }
                    return Task.CompletedTask;
                }
            );

    /// <summary>
    /// Descriptions are comments of the code: where its lines break is nothing that readers of the document should see.
    /// </summary>
    private static void WriteInOneLine(IOpenApiSchema schema)
    {
        if (schema.Description is { } text && text.Contains('\n', StringComparison.Ordinal))
            schema.Description = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (IOpenApiSchema part in (schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []))
            WriteInOneLine(part);
    }

    /// <summary>
    /// What the framework says of a member that may be null stands in one of two schemas: it goes to the member itself,
    /// where readers and generators look for it.
    /// </summary>
    private static void DescribeMembers(IOpenApiSchema schema)
    {
        foreach (IOpenApiSchema member in schema.Properties?.Values ?? [])
        {
            foreach (OpenApiSchemaReference part in (member.OneOf ?? []).OfType<OpenApiSchemaReference>())
            {
                member.Description ??= part.Reference.Description;
                part.Reference.Description = null;
            }
        }
    }

    /// <summary>
    /// A parameter means the same wherever it has the same name: one says it, and the others needn't. MovieNet's own
    /// calls have names of their own.
    /// </summary>
    private static void DescribeAlike(Microsoft.OpenApi.OpenApiDocument document)
    {
        IOpenApiParameter[] parameters =
        [
            .. document
                .Paths.Where(path => path.Key.StartsWith("/api/", StringComparison.Ordinal))
                .SelectMany(path => path.Value.Operations ?? [])
                .SelectMany(operation => operation.Value.Parameters ?? []),
        ];
        ILookup<string?, string> said = parameters
            .Where(parameter => parameter.Description is not null)
            .ToLookup(parameter => parameter.Name, parameter => parameter.Description!, StringComparer.Ordinal);
        foreach (IOpenApiParameter parameter in parameters)
            parameter.Description ??= said[parameter.Name].FirstOrDefault();
    }

    /// <summary>Says which key an operation needs.</summary>
    private static Task SayKey(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        string? policy = context
            .Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
            .FirstOrDefault()
            ?.Policy;
        operation.Description ??= Enum.TryParse(policy, out KeyScope scope)
            ? $"Needs a key of the scope {scope.ToString().ToLowerInvariant()}."
            : "Names nobody: needs no key where Butaca:Access:AnonymousRead says so.";
        return Task.CompletedTask;
    }

    /// <summary>Says that an operation also takes lines, and answers with as many.</summary>
    public static async Task TakesLines<TLine, TAnswer>(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        operation.RequestBody!.Content![JsonLines.ContentType] = new OpenApiMediaType
        {
            Schema = await ReferenceAsync<TLine>(context, cancellation),
        };
        operation.Responses!["200"].Content![JsonLines.ContentType] = new OpenApiMediaType
        {
            Schema = await ReferenceAsync<TAnswer>(context, cancellation),
        };
    }

    private static async Task<IOpenApiSchema> ReferenceAsync<T>(
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        context.Document!.AddComponent(
            typeof(T).Name,
            await context.GetOrCreateSchemaAsync(typeof(T), null, cancellation)
        );
        return new OpenApiSchemaReference(typeof(T).Name, context.Document);
    }

    /// <summary>Of a type that a converter of ours reads the framework knows little.</summary>
    private static Task SayType(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellation
    )
    {
        Type type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        if (type == typeof(DateTimeOffset?))
            schema.Type = context.JsonPropertyInfo is null
                ? JsonSchemaType.String
                : JsonSchemaType.String | JsonSchemaType.Null; // a parameter is left out instead
        if (type == typeof(MovieId))
            SayMovieId(schema);
        if (type.IsAssignableTo(typeof(IEnumerable<MovieId>)))
        {
            OpenApiSchema each = new();
            SayMovieId(each);
            schema.Items = each;
        }
        if (type.IsAssignableTo(typeof(IEnumerable<HistoryEntry>)))
            schema.Items = HistoryEntrySchema();
        if (type == typeof(Id))
        {
            schema.Type = JsonSchemaType.String; // in an address
            schema.MaxLength = Id.Longest;
        }
        return Task.CompletedTask;
    }

    private static void SayMovieId(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Integer | JsonSchemaType.String;
        schema.Format = "int64"; // of an integer; a generator that knows no unions takes it for one
        schema.MaxLength = MovieId.Longest;
    }

    private static OpenApiSchema HistoryEntrySchema()
    {
        OpenApiSchema id = new();
        SayMovieId(id);
        OpenApiSchema movie = new();
        SayMovieId(movie);
        OpenApiSchema entry = new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "movieId" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["movieId"] = movie,
                ["rating"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Number | JsonSchemaType.Null,
                    Format = "double",
                    Minimum = "0",
                    Maximum = "10",
                    Description = "On the scale of the data set, which in MovieLens is 0.5 to 5.",
                },
                ["time"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String | JsonSchemaType.Null,
                    Format = "date-time",
                    Description = "When it was watched.",
                },
            },
        };
        return new OpenApiSchema { AnyOf = [id, entry] };
    }

    /// <summary>Answers leave out what is null, so nothing that may be null is required.</summary>
    private static void LeaveOutNulls(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { Required: { } required, Properties: { } properties })
            return;
        foreach (
            string name in required
                .Where(name => properties.TryGetValue(name, out IOpenApiSchema? property) && MayBeNull(property))
                .ToArray()
        )
            required.Remove(name);
    }

    private static bool MayBeNull(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true
        || schema.OneOf?.Any(MayBeNull) == true
        || schema.AnyOf?.Any(MayBeNull) == true;

    private static void AddProblems(
        string address,
        OpenApiOperation operation,
        Microsoft.OpenApi.OpenApiDocument document
    )
    {
        operation.Responses ??= [];
        Add("400", "A value can't be used; the field is named.");
        Add("401", "No key, or one that isn't valid.");
        Add("403", "The key's scope does not reach so far.");
        if (
            address.Contains('{')
            || address.StartsWith("/get_", StringComparison.Ordinal)
            || address.EndsWith("/training", StringComparison.Ordinal)
        )
            Add("404", "There is none.");
        if (address.Contains("/models/", StringComparison.Ordinal))
            Add("409", "It doesn't fit what is going on.");
        if (operation.RequestBody is not null)
        {
            Add("408", "The body came too slowly.");
            Add("413", "The body is too large.");
            Add("415", "The body is not JSON: send it as application/json.");
        }
        Add("429", "Too many requests; Retry-After says when to come back.");
        Add("500", "Something went wrong here; the server's log says what.");
        Add("503", "The server is starting, or its store is away; Retry-After says when to come back.");

        void Add(string status, string description) =>
            operation.Responses.TryAdd(
                status,
                new OpenApiResponse
                {
                    Description = description,
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) },
                    },
                }
            );
    }

    private static OpenApiSchema ProblemSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "What is wrong (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "What kind of problem it is: the section of RFC 9110 on its status.",
                },
                ["title"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "The kind in a few words.",
                },
                ["status"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Description = "The HTTP status.",
                },
                ["detail"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "What was found, what was expected, and the way out.",
                },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "By field.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
                ["traceId"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Finds the request in the server's log.",
                },
            },
        };
}
