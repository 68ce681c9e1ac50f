using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Butaca.Training;

/// <summary>
/// Sums whose factor lives as long as the process. TorchSharp's operator makes a scalar for each, which the garbage
/// collector may free while libtorch still reads it (dotnet/TorchSharp#1434): seen within seconds beside other work.
/// Its other operators between tensors make none.
/// </summary>
internal static class TorchSums
{
    private static readonly Scalar One = 1;

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);
}
