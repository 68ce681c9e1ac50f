using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Butaca.Server;

/// <summary>
/// Writes problem documents to whoever accepts no JSON, where the framework's own writer gives up: an error must be
/// told.
/// </summary>
internal sealed class AnyProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        ProblemDetails problem = context.ProblemDetails;
        problem.Status ??= context.HttpContext.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        Problems.NameFields(context);
        return new ValueTask(
            context.HttpContext.Response.WriteAsJsonAsync(
                problem,
                problem.GetType(),
                options: null,
                contentType: "application/problem+json"
            )
        );
    }
}
