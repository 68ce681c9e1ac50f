namespace Butaca.Tests.Cli;

public sealed class KeysTests : CommandTest
{
    [Fact]
    public async Task AKeyIsMadeInTheStoreThatIsToldListedAndRevoked()
    {
        ConsoleCapture made = await Succeed(
            "keys",
            "create",
            "--folder",
            Folder["server"],
            "--name",
            "shop",
            "--scope",
            "write"
        );
        Assert.Matches("^butaca_[0-9a-f]{12}_[0-9a-f]{64}\n$", made.Out);
        string id = made.Out.Split('_')[1];
        Assert.Equal(
            $"Key {id} (Write) for shop, in TMP/server/butaca.db. Keep it: it isn't shown again.\n",
            Scrub(made.Notes)
        );
        Assert.Equal(
            id,
            (await Json("keys", "list", "--folder", Folder["server"], "--json"))[0].GetProperty("id").GetString()
        );
        await Succeed("keys", "revoke", id, "--folder", Folder["server"]);
        Assert.Equal(
            $"ID: found '{id}', expected a key that is not revoked. 'butaca keys list' lists them.",
            await Fail("keys", "revoke", id, "--folder", Folder["server"])
        );
    }

    [Fact]
    public async Task AStoreThatThereIsNotIsNotMadeToBeListed()
    {
        Assert.Equal(
            "TMP/missing.db does not exist, expected the store of a server. Name it with --folder or --store.",
            await Fail("keys", "list", "--store", Folder["missing.db"])
        );
        Assert.False(File.Exists(Folder["missing.db"]));
    }
}
