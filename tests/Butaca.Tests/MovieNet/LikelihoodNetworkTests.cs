using Butaca.Data;
using Butaca.Models.MovieNet;
using Butaca.Training;
using Butaca.Training.MovieNet;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Tests.MovieNet;

/// <summary>The fused forward and backward pass against the tiled form, differentiated by libtorch.</summary>
public sealed class LikelihoodNetworkTests
{
    private const int Dimension = 4;
    private const int Hidden = 16;
    private const int PositiveWeight = 50;
    private static readonly Dataset Data = Toy.Noise(users: 7, movies: 13, density: 0.4, seed: 3);
    private static readonly int[] Users = [0, 2, 3, 6];
    private static readonly int[] Movies = [1, 2, 5, 7, 8, 12];

    [Theory, InlineData(1), InlineData(3)]
    public void LossAndGradientsEqualTheTiledForm(int threads)
    {
        float[] embeddings = Embeddings();
        LikelihoodNetwork network = new(
            embeddings,
            Dimension,
            Hidden,
            PositiveWeight,
            threads,
            Seeds.Create(2, "weights")
        );
        double loss = network.Backward(Data.Interactions, Users, Movies);
        Dictionary<string, float[]> gradients = network.Parameters.ToDictionary(
            p => p.Name,
            p => (float[])p.Parameter.Gradient.Clone()
        );

        using DisposeScope scope = NewDisposeScope();
        (Tensor expected, Dictionary<string, Tensor> weights) = Tiled(network.ToWeights(), embeddings);
        expected.backward();
        Assert.Equal(expected.item<float>(), (float)loss, 1e-5f);
        foreach ((string name, Tensor weight) in weights)
        {
            // The network keeps rows by input, libtorch by output; the first layer and biases are the same in both.
            Tensor wanted = weight.grad!;
            if (name is "user" or "head-movie" or "head-user")
                wanted = wanted.t().contiguous();
            float[] values = wanted.contiguous().data<float>().ToArray();
            Assert.Equal(values.Length, gradients[name].Length);
            Assert.Contains(values, value => value != 0);
            for (int i = 0; i < values.Length; i++)
                Assert.Equal(values[i], gradients[name][i], 1e-5f);
        }
    }

    [Fact]
    public void ThreadsChangeNoBit()
    {
        float[][] values =
        [
            .. new[] { 1, 2, 5 }.Select(threads =>
            {
                LikelihoodNetwork network = new(
                    Embeddings(),
                    Dimension,
                    Hidden,
                    PositiveWeight,
                    threads,
                    Seeds.Create(2, "weights")
                );
                for (int step = 1; step <= 20; step++)
                {
                    network.Backward(Data.Interactions, Users, Movies);
                    network.Step(1e-2, step);
                }
                return network.ToWeights().Watched;
            }),
        ];
        Assert.Equal(values[0], values[1]);
        Assert.Equal(values[0], values[2]);
    }

    [Fact]
    public void AdamEqualsLibtorch()
    {
        Random random = Seeds.Create(4, "adam");
        float[] start = [.. Enumerable.Range(0, 37).Select(_ => random.NextGaussian())];
        AdamParameter ours = new(37);
        start.CopyTo(ours.Values, 0);
        using DisposeScope scope = NewDisposeScope();
        Tensor theirs = tensor(start, requires_grad: true);
        using TorchSharp.Modules.Adam adam = optim.Adam([new TorchSharp.Modules.Parameter(theirs)], 0.01);
        TorchSharp.Modules.Parameter parameter = (TorchSharp.Modules.Parameter)adam.parameters().Single();
        for (int step = 1; step <= 10; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, 37).Select(_ => random.NextGaussian())];
            gradient.CopyTo(ours.Gradient, 0);
            ours.Step(0.01, step, threads: 1);
            parameter.grad = tensor(gradient);
            adam.step();
        }
        Assert.All(ours.Gradient, value => Assert.Equal(0, value));
        float[] expected = parameter.detach().data<float>().ToArray();
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], ours.Values[i], 1e-6f);
    }

    /// <summary>Every (user, movie) pair side by side through the head, as the original computes it.</summary>
    private static (Tensor Loss, Dictionary<string, Tensor> Weights) Tiled(LikelihoodWeights w, float[] embeddings)
    {
        int n = Data.Catalog.Count;
        Dictionary<string, Tensor> weights = new()
        {
            ["watched"] = tensor(w.Watched).view(n, -1),
            ["watched-bias"] = tensor(w.WatchedBias),
            ["user"] = tensor(w.User).view(LikelihoodNetwork.UserLength, -1),
            ["user-bias"] = tensor(w.UserBias),
            ["head-movie"] = tensor(w.HeadMovie).view(Hidden, -1),
            ["head-user"] = tensor(w.HeadUser).view(Hidden, -1),
            ["head-bias"] = tensor(w.HeadBias),
            ["output"] = tensor(w.Output),
            ["output-bias"] = tensor(w.OutputBias),
        };
        foreach (Tensor weight in weights.Values)
            weight.requires_grad_(true);
        float[] watched = new float[Users.Length * n];
        for (int i = 0; i < Users.Length; i++)
        {
            foreach (int movie in Data.Interactions.MoviesOf(Users[i]))
                watched[i * n + movie] = 1;
        }
        Tensor x = tensor(watched).view(Users.Length, n);
        Tensor user =
            nn.functional.relu(x.matmul(weights["watched"]) + weights["watched-bias"]).matmul(weights["user"].t())
            + weights["user-bias"]; // (B, 64)
        Tensor movie2 = tensor(embeddings).view(n, Dimension).index_select(0, tensor(Movies, ScalarType.Int64)); // (M, D)
        Tensor pairs = cat([movie2.repeat(Users.Length, 1), user.repeat_interleave(Movies.Length, 0)], 1); // (B·M, D + 64)
        Tensor head = cat([weights["head-movie"], weights["head-user"]], 1); // (H, D + 64)
        Tensor logits =
            nn.functional.relu(pairs.matmul(head.t()) + weights["head-bias"]).matmul(weights["output"])
            + weights["output-bias"];
        Tensor labels = x.index_select(1, tensor(Movies, ScalarType.Int64)).flatten();
        Tensor loss = nn.functional.binary_cross_entropy_with_logits(
            logits,
            labels,
            pos_weights: tensor((float)PositiveWeight)
        );
        return (loss, weights);
    }

    private static float[] Embeddings()
    {
        Random random = Seeds.Create(1, "embeddings");
        return [.. Enumerable.Range(0, Data.Catalog.Count * Dimension).Select(_ => random.NextGaussian())];
    }
}
