#pragma warning disable
namespace Butaca.Server.Storage { 
using Butaca.Data;
public sealed class StoreException(string message, bool isTransient, Exception? inner=null) : Exception(message, inner) { public bool IsTransient => isTransient; }
public static class Stores { public static IStore Open(string c) => new Mem(); }
sealed class Mem : IStore {
 List<StoredEvent> ev=[]; List<ShownList> sh=[]; Dictionary<long,Movie> mv=[]; Dictionary<string,string> st=[]; 
 public string Kind=>"Mem"; public Task MigrateAsync(CancellationToken c)=>Task.CompletedTask; public Task PingAsync(CancellationToken c)=>Task.CompletedTask;
 public async Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken c) { lock(ev) { List<bool> r=[]; foreach (var e in events) { bool n=!ev.Any(x=>x.Id==e.Id); if(n) ev.Add(e); r.Add(n);} return r; } }
 public async Task<IReadOnlyList<StoredEvent>> EventsOfAsync(string p, CancellationToken c) { lock(ev) return [..ev.Where(e=>e.Person==p).OrderBy(e=>e.Time)]; }
 public async IAsyncEnumerable<StoredEvent> EventsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken c) { foreach (var e in ev.ToArray()) yield return e; }
 public async Task<long> CountEventsAsync(CancellationToken c)=>ev.Count;
 public async Task<int> DeletePersonAsync(string p, bool f, CancellationToken c) { lock(ev) return ev.RemoveAll(e=>e.Person==p); }
 public async Task<IReadOnlyList<string>> ForgottenAsync(CancellationToken c)=>[];
 public async Task PutMovieAsync(Movie m, CancellationToken c) { mv[m.Id]=m; }
 public async Task<IReadOnlyList<Movie>> MoviesAsync(CancellationToken c)=>[..mv.Values.OrderBy(m=>m.Id)];
 public async Task AddShownAsync(IReadOnlyList<ShownList> l, CancellationToken c) { lock(sh) if (sh.Count<1000) sh.AddRange(l); }
 public async Task<int> DeleteShownBeforeAsync(long t, CancellationToken c)=>0;
 public async Task<IReadOnlyList<ModelStatistics>> StatisticsAsync(long s, CancellationToken c)=>[];
 public async Task AddKeyAsync(StoredKey k, CancellationToken c){} public async Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken c)=>[]; public async Task<bool> RevokeKeyAsync(string i,long t, CancellationToken c)=>false;
 public async Task<string?> GetSettingAsync(string n, CancellationToken c)=>st.GetValueOrDefault(n); public async Task SetSettingAsync(string n,string v, CancellationToken c){st[n]=v;}
 public ValueTask DisposeAsync()=>default; }
}
namespace Butaca.Server.Security { using Butaca.Server.Storage; public sealed class ApiKeys(IStore store, TimeProvider time) { public async ValueTask<StoredKey?> VerifyAsync(string key, CancellationToken c) => key=="w" ? new StoredKey("w","","w",KeyScope.Write,0,null) : key=="a" ? new StoredKey("a","","w",KeyScope.Admin,0,null):null; public static (string,StoredKey) Create(string n, KeyScope s, TimeProvider t)=>throw new NotImplementedException(); } }
