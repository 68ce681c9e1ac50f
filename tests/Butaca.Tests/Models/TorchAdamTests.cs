using Butaca.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Butaca.Tests.Models;

/// <summary>Our Adam on libtorch's parameters beside libtorch's own.</summary>
public sealed class TorchAdamTests
{
    [Fact]
    public void StepsAsLibtorchDoes()
    {
        using IDisposable scope = NewDisposeScope();
        Parameter parameter = nn.Parameter(tensor(Start()));
        TorchAdam adam = new([parameter]);
        for (int i = 0; i < 20; i++)
            StepOn(parameter, () => adam.Step(0.05));
        float[] ours = parameter.data<float>().ToArray();
        Assert.All(ours.Zip(Libtorch(decay: 0)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.NotEqual(Start(), ours);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void OnOurOwnArraysItStepsAsLibtorchDoes(double decay)
    {
        using IDisposable scope = NewDisposeScope();
        AdamParameter parameter = new(Start().Length);
        Start().CopyTo(parameter.Values, 0);
        for (int step = 1; step <= 20; step++)
        {
            for (int i = 0; i < parameter.Values.Length; i++)
                parameter.Gradient[i] = 4 * MathF.Pow(parameter.Values[i], 3);
            parameter.Step(0.05, step, threads: 1, decay);
        }
        Assert.All(parameter.Values.Zip(Libtorch(decay)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
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

    private static float[] Libtorch(double decay)
    {
        Parameter parameter = nn.Parameter(tensor(Start()));
        using AdamW adam = optim.AdamW([parameter], 0.05, weight_decay: decay);
        for (int i = 0; i < 20; i++)
        {
            StepOn(
                parameter,
                () =>
                {
                    adam.step();
                    adam.zero_grad();
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
