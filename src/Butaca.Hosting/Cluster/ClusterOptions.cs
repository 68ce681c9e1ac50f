using System.ComponentModel.DataAnnotations;

namespace Butaca.Hosting.Cluster;

/// <summary>How the server works with others on the same PostgreSQL: docs/cluster.md.</summary>
public sealed class ClusterOptions
{
    /// <summary>The role of a silo that also trains.</summary>
    internal const string TrainRole = "train";

    /// <summary>
    /// The cluster's name, the same for all its servers. Default: empty, one server has the store to itself.
    /// </summary>
    [
        StringLength(100),
        RegularExpression(
            "[A-Za-z0-9_.-]*",
            ErrorMessage = "Butaca:Cluster:Name: expected letters, digits, '_', '.' and '-'."
        )
    ]
    public string Name { get; set; } = "";

    /// <summary>
    /// The IP address by which the other silos reach this one. Default: empty, the first that this machine has besides
    /// loopback.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>The port for the other silos, open to them alone: nobody asks for a key there. Default 11111.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 11111;

    /// <summary>
    /// What the silo does: <c>serve,train</c>, the default, or <c>serve</c>: it leaves trainings to others.
    /// </summary>
    [RegularExpression("serve(,train)?", ErrorMessage = "Butaca:Cluster:Role: expected serve or serve,train.")]
    public string Role { get; set; } = $"serve,{TrainRole}";

    /// <summary>
    /// For how long a silo that is told to end still answers, while <c>/health/ready</c> says that nobody is to be sent
    /// there any more, in seconds. Default 5: more than a load balancer takes to notice.
    /// </summary>
    [Range(0, 300)]
    public int LeaveSeconds { get; set; } = 5;

    /// <summary>Whether there is a cluster.</summary>
    internal bool IsOn => Name.Length > 0;

    /// <summary>Whether this silo trains.</summary>
    internal bool Trains => Role.Split(',').Contains(TrainRole);
}
