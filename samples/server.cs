#:sdk Microsoft.NET.Sdk.Web
#:package Butaca.Server@0.1.0
#:property PublishAot=false
using Butaca.Server.Setup;

// Butaca's server with something of your own beside it: dotnet run server.cs -- --Butaca:Data=DIR --Butaca:Model=popularity
WebApplication app = ServerSetup.Create(args);
app.MapGet("/hello", () => "Good evening.");
await app.RunAsync();
