using System.Net;
using System.Net.Sockets;

namespace Butaca.Server.Tests.Storage;

/// <summary>
/// A way to a server on this machine that can swallow what is sent, as a network does that lost its route: nobody is
/// told.
/// </summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _open; // null: everything passes

    /// <summary>Opens a port that leads to another.</summary>
    /// <param name="port">The other, of loopback.</param>
    /// <param name="address">Whose port is opened; loopback's by default.</param>
    public BlackHole(int port, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Swallows everything from now on.</summary>
    public void Open() => _open = new TaskCompletionSource();

    /// <summary>Ends the connections that were swallowed, and lets new ones pass.</summary>
    public void Close()
    {
        TaskCompletionSource? open = _open;
        _open = null;
        open?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Close();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        List<Task> passing = [];
        try
        {
            while (true)
                passing.Add(PassAsync(await _listener.AcceptSocketAsync(_end.Token), port));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(Socket here, int port)
    {
        using Socket there = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (here)
        {
            try
            {
                await there.ConnectAsync(IPAddress.Loopback, port, _end.Token);
                await Task.WhenAny(CopyAsync(here, there), CopyAsync(there, here));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // both ends are closed below
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] bytes = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(bytes, _end.Token) is > 0 and var count)
            {
                if (_open is { } open)
                {
                    await open.Task;
                    return;
                }
                await to.SendAsync(bytes.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception)
            when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // one end is closed
        }
    }
}
