using Butaca.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Butaca.Tests.Models;

/// <summary>Our Adam on libtorch's parameters beside libtorch's own.</summary>
public sealed class TorchAdamTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void StepsAsLibtorchDoes(double decay)
    {
        using IDisposable scope = NewDisposeScope();
        (float[] ours, float[] theirs) = (Run(ours: true, decay), Run(ours: false, decay));
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.NotEqual(Start(), ours);
    }

    [Fact]
    public void GoesOnFromWhatWasSaved()
    {
        using IDisposable scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        Parameter whole = nn.Parameter(tensor(Start()));
        Parameter halves = nn.Parameter(tensor(Start()));
        TorchAdam first = new([whole]);
        TorchAdam before = new([halves]);
        for (int i = 0; i < 6; i++)
            StepOn(whole, () => first.Step(0.05));
        for (int i = 0; i < 3; i++)
            StepOn(halves, () => before.Step(0.05));
        Butaca.Models.ArrayFolder arrays = new(folder.Path);
        before.Save(arrays, "adam");
        TorchAdam after = new([halves]);
        after.Load(arrays, "adam");
        for (int i = 0; i < 3; i++)
            StepOn(halves, () => after.Step(0.05));
        Assert.Equal(whole.data<float>().ToArray(), halves.data<float>().ToArray());
    }

    private static float[] Start() => [1, -2, 0.5f, 3, -0.25f, 0.1f, 2, -1, 0.7f, 4];

    private static float[] Run(bool ours, double decay)
    {
        Parameter parameter = nn.Parameter(tensor(Start()));
        TorchAdam adam = new([parameter], decay);
        using AdamW reference = optim.AdamW([parameter], 0.05, weight_decay: decay);
        for (int i = 0; i < 20; i++)
        {
            StepOn(
                parameter,
                () =>
                {
                    if (ours)
                    {
                        adam.Step(0.05);
                    }
                    else
                    {
                        reference.step();
                        reference.zero_grad();
                    }
                }
            );
        }
        return parameter.data<float>().ToArray();
    }

    private static void StepOn(Parameter parameter, Action step)
    {
        using IDisposable gradient = enable_grad();
        parameter.pow(4).sum().backward();
        step();
    }
}
