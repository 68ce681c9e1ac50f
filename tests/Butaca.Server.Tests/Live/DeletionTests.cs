using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Butaca.Server.Tests.Live;

/// <summary>A deletion that the store refuses at first.</summary>
public sealed class DeletionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>
    /// The first try has the data set forget the user, so that nothing is left that would tell the second one.
    /// </summary>
    [Fact]
    public async Task ATrainingThatRunsBeginsAnewWhicheverTrySucceeds()
    {
        const string user = "12";
        using ButacaClient client = server.Client();
        TrainingStatus status = await client.TrainModelAsync(
            "butaca",
            new TrainingRequest { Measure = false, Options = TrainedModels.QuickButaca },
            Now
        );
        while (status is { State: "running", Stage: "reading" })
            status = await client.GetTrainingAsync(Now);
        await OnStoreAsync(
            "CREATE TRIGGER refuse BEFORE INSERT ON forgotten BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            (await Assert.ThrowsAsync<ButacaApiException>(() => client.DeleteUserAsync(user, Now))).Status
        );
        await OnStoreAsync("DROP TRIGGER refuse");
        Assert.Equal(0, (await client.DeleteUserAsync(user, Now)).Events);
        Assert.Equal("running", (await client.GetTrainingAsync(Now)).State);
        while ((status = await client.GetTrainingAsync(Now)).State == "running")
            await Task.Delay(50, Now);
        Assert.Equal("done", status.State);
        Assert.False((await client.DeleteUserAsync(user, Now)).Training);
    }

    private async Task OnStoreAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={server.Store};Pooling=False");
        await connection.ExecuteAsync(sql);
    }
}
