using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Butaca.Data;
using Butaca.Models.MovieNet;

namespace Butaca.Training.MovieNet;

/// <summary>
/// MovieNet's user network and likelihood head in training: forward, backward and Adam. Every weight matrix is stored
/// by input (row i is what input i adds to the layer's output), so all passes are sums of rows.
/// </summary>
/// <remarks>
/// The head's first layer acts on (movie, user) side by side, so it is the sum of a movie's and a user's half. Each
/// half is computed once a batch; for every pair only relu(m + u)·w remains, which one pass computes forward and
/// backward without storing anything of size users × movies × units. <c>bench likelihood</c> compares it with the tiled
/// form.
/// </remarks>
internal sealed class LikelihoodNetwork
{
    public const int First = 256;
    public const int UserLength = 64;

    /// <summary>
    /// Parts that a batch's movies are split into, whatever the number of threads: so sums have one order.
    /// </summary>
    private const int PartCount = 4;

    private readonly float[] _embeddings; // (n, D), frozen
    private readonly int _d;
    private readonly int _h;
    private readonly int _threads;
    private readonly float _positiveWeight;
    private readonly AdamParameter _watched;
    private readonly AdamParameter _watchedBias = new(First);
    private readonly AdamParameter _user = new(First * UserLength);
    private readonly AdamParameter _userBias = new(UserLength);
    private readonly AdamParameter _headMovie;
    private readonly AdamParameter _headUser;
    private readonly AdamParameter _headBias;
    private readonly AdamParameter _output;
    private readonly AdamParameter _outputBias = new(1);

    /// <summary>Creates the network with PyTorch's initialisation.</summary>
    public LikelihoodNetwork(
        float[] embeddings,
        int dimension,
        int hidden,
        double positiveWeight,
        int threads,
        Random random
    )
    {
        _embeddings = embeddings;
        _d = dimension;
        _h = hidden;
        _positiveWeight = (float)positiveWeight;
        _threads = threads;
        int movies = embeddings.Length / dimension;
        _watched = new AdamParameter(movies * First);
        _headMovie = new AdamParameter(dimension * hidden);
        _headUser = new AdamParameter(UserLength * hidden);
        _headBias = new AdamParameter(hidden);
        _output = new AdamParameter(hidden);
        (AdamParameter, int Inputs)[] all =
        [
            (_watched, movies),
            (_watchedBias, movies),
            (_user, First),
            (_userBias, First),
            (_headMovie, dimension + UserLength),
            (_headUser, dimension + UserLength),
            (_headBias, dimension + UserLength),
            (_output, hidden),
            (_outputBias, hidden),
        ];
        foreach ((AdamParameter parameter, int inputs) in all)
            parameter.Initialise(random, inputs);
    }

    /// <summary>All parameters by name, for checkpoints.</summary>
    public IReadOnlyList<(string Name, AdamParameter Parameter)> Parameters =>
        [
            ("watched", _watched),
            ("watched-bias", _watchedBias),
            ("user", _user),
            ("user-bias", _userBias),
            ("head-movie", _headMovie),
            ("head-user", _headUser),
            ("head-bias", _headBias),
            ("output", _output),
            ("output-bias", _outputBias),
        ];

    /// <summary>
    /// The weights as the scorer takes them: by output, as PyTorch has them, but for the first layer.
    /// </summary>
    public LikelihoodWeights ToWeights() =>
        new(
            Copy(_watched),
            Copy(_watchedBias),
            Transpose(_user.Values, First),
            Copy(_userBias),
            Transpose(_headMovie.Values, _d),
            Transpose(_headUser.Values, UserLength),
            Copy(_headBias),
            Copy(_output),
            Copy(_outputBias)
        );

    /// <summary>Adds the gradient of a batch to <see cref="AdamParameter.Gradient"/>.</summary>
    /// <param name="x">Who watched what.</param>
    /// <param name="batch">The B users of the batch.</param>
    /// <param name="movies">The M movies of the batch.</param>
    /// <returns>The mean weighted cross-entropy of the batch's pairs.</returns>
    public double Backward(Interactions x, ReadOnlySpan<int> batch, int[] movies)
    {
        int[] rows = batch.ToArray();
        User[] users = new User[rows.Length];
        ForEach(users.Length, i => users[i] = Forward(x.MoviesOf(rows[i]).ToArray()));
        byte[] labels = Labels(x, batch, movies); // (M, B)
        Part[] parts = [.. Enumerable.Range(0, PartCount).Select(_ => new Part(users.Length, _h, _d))];
        int size = (movies.Length + PartCount - 1) / PartCount;
        ForEach(
            PartCount,
            t => Pairs(users, movies, labels, t * size, Math.Min(movies.Length, (t + 1) * size), parts[t])
        );

        double loss = 0;
        foreach (Part part in parts)
        {
            loss += part.Loss;
            TensorPrimitives.Add(_headMovie.Gradient, part.HeadMovie, _headMovie.Gradient);
            TensorPrimitives.Add(_headBias.Gradient, part.HeadBias, _headBias.Gradient);
            TensorPrimitives.Add(_output.Gradient, part.Output, _output.Gradient);
            _outputBias.Gradient[0] += part.OutputBias;
            if (part != parts[0])
                TensorPrimitives.Add(parts[0].Users, part.Users, parts[0].Users);
        }
        Backward(users, parts[0].Users);
        return loss / ((double)users.Length * movies.Length);
    }

    /// <summary>One step of Adam.</summary>
    public void Step(double rate, int step)
    {
        foreach ((_, AdamParameter parameter) in Parameters)
            parameter.Step(rate, step, _threads);
    }

    /// <summary>Logits of one user for some movies.</summary>
    public void Logits(ReadOnlySpan<int> watched, float[] movieHalves, Span<float> logits)
    {
        User user = Forward(watched.ToArray());
        for (int j = 0; j < logits.Length; j++)
            logits[j] = Logit(user.Half, movieHalves.AsSpan(j * _h, _h));
    }

    /// <summary>The movies' half of the head's first layer, (M, H).</summary>
    public float[] MovieHalves(int[] movies)
    {
        float[] halves = new float[movies.Length * _h];
        ForEach(movies.Length, j => MovieHalf(movies[j], halves.AsSpan(j * _h, _h)));
        return halves;
    }

    private void MovieHalf(int movie, Span<float> half)
    {
        _headBias.Values.CopyTo(half);
        AddRows(_embeddings.AsSpan(movie * _d, _d), _headMovie.Values, half);
    }

    /// <summary>What the forward pass of a user leaves for the backward pass.</summary>
    private sealed record User(int[] Watched, float[] Hidden, float[] Embedding, float[] Half);

    private User Forward(int[] watched)
    {
        float[] hidden = [.. _watchedBias.Values];
        float[] embedding = [.. _userBias.Values];
        float[] half = new float[_h];
        foreach (int movie in watched)
            TensorPrimitives.Add(hidden, _watched.Values.AsSpan(movie * First, First), hidden);
        TensorPrimitives.Max(hidden, 0, hidden);
        AddRows(hidden, _user.Values, embedding);
        AddRows(embedding, _headUser.Values, half);
        return new User(watched, hidden, embedding, half);
    }

    /// <summary>
    /// Carries the gradients of the users' halves (B, H) back to the weights. First each user's gradients, then each
    /// weight row's sum over users, so that no two threads write to one place and the sums have one order.
    /// </summary>
    private void Backward(User[] users, float[] halves)
    {
        float[] embeddings = new float[users.Length * UserLength];
        float[] hiddens = new float[users.Length * First]; // (B, 64), (B, 256)
        ForEach(
            users.Length,
            i =>
            {
                Span<float> embedding = embeddings.AsSpan(i * UserLength, UserLength);
                Span<float> hidden = hiddens.AsSpan(i * First, First);
                ReadOnlySpan<float> half = halves.AsSpan(i * _h, _h);
                for (int k = 0; k < UserLength; k++)
                    embedding[k] = TensorPrimitives.Dot(_headUser.Values.AsSpan(k * _h, _h), half);
                for (int k = 0; k < First; k++) // ReLU passes nothing back where it was closed
                    if (users[i].Hidden[k] > 0)
                        hidden[k] = TensorPrimitives.Dot<float>(
                            _user.Values.AsSpan(k * UserLength, UserLength),
                            embedding
                        );
            }
        );
        ForEach(UserLength, k => AddOuter(users, p => p.Embedding[k], halves, _headUser.Gradient.AsSpan(k * _h, _h)));
        ForEach(
            First,
            k => AddOuter(users, p => p.Hidden[k], embeddings, _user.Gradient.AsSpan(k * UserLength, UserLength))
        );
        AddOuter(users, _ => 1, embeddings, _userBias.Gradient);
        AddOuter(users, _ => 1, hiddens, _watchedBias.Gradient);
        int movies = _watched.Values.Length / First;
        int size = (movies + _threads - 1) / _threads;
        ForEach(_threads, t => AddWatched(users, hiddens, t * size, (t + 1) * size));
    }

    /// <summary>row += Σ over users of their input · their gradient (of the row's length).</summary>
    private static void AddOuter(User[] users, Func<User, float> inputOf, float[] gradients, Span<float> row)
    {
        for (int i = 0; i < users.Length; i++)
            if (inputOf(users[i]) is not 0 and float input)
                TensorPrimitives.MultiplyAdd(gradients.AsSpan(i * row.Length, row.Length), input, row, row);
    }

    /// <summary>The first layer's gradient for the movies of a range.</summary>
    private void AddWatched(User[] users, float[] hiddens, int from, int to)
    {
        for (int i = 0; i < users.Length; i++)
        {
            int[] watched = users[i].Watched;
            int at = Array.BinarySearch(watched, from);
            for (at = at < 0 ? ~at : at; at < watched.Length && watched[at] < to; at++)
            {
                Span<float> row = _watched.Gradient.AsSpan(watched[at] * First, First);
                TensorPrimitives.Add(row, hiddens.AsSpan(i * First, First), row);
            }
        }
    }

    private void ForEach(int count, Action<int> body) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, body);

    /// <summary>One part's movies against all users: logits, cross-entropy, and the gradients of both halves.</summary>
    private void Pairs(User[] users, int[] movies, byte[] labels, int from, int to, Part part)
    {
        int b = users.Length;
        float scale = 1f / ((float)b * movies.Length);
        float[] logits = new float[b];
        float[] weights = new float[b];
        float[] half = new float[_h];
        float[] halfGradient = new float[_h];
        for (int j = from; j < to; j++)
        {
            MovieHalf(movies[j], half);
            for (int i = 0; i < b; i++)
                logits[i] = Logit(users[i].Half, half);
            part.Loss += CrossEntropy(logits, labels.AsSpan(j * b, b), weights, scale);
            Array.Clear(halfGradient);
            for (int i = 0; i < b; i++)
            {
                part.OutputBias += weights[i];
                PairBackward(users[i].Half, half, weights[i], part.Output, part.Users.AsSpan(i * _h, _h), halfGradient);
            }
            TensorPrimitives.Add(part.HeadBias, halfGradient, part.HeadBias);
            for (int k = 0; k < _d; k++)
            {
                Span<float> row = part.HeadMovie.AsSpan(k * _h, _h);
                TensorPrimitives.MultiplyAdd(halfGradient, _embeddings[movies[j] * _d + k], row, row);
            }
        }
    }

    /// <summary>Turns logits into the derivative of the scaled loss by each logit; returns the unscaled loss.</summary>
    private double CrossEntropy(Span<float> logits, ReadOnlySpan<byte> labels, Span<float> derivatives, float scale)
    {
        TensorPrimitives.Sigmoid(logits, derivatives);
        double loss = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            bool watched = labels[i] != 0;
            float weight = watched ? _positiveWeight : 1;
            float p = derivatives[i];
            logits[i] = watched ? p : 1 - p; // the probability of what is
            derivatives[i] = weight * scale * (watched ? p - 1 : p);
        }
        TensorPrimitives.Max(logits, 1e-12f, logits);
        TensorPrimitives.Log(logits, logits);
        for (int i = 0; i < logits.Length; i++)
            loss -= (labels[i] != 0 ? _positiveWeight : 1) * logits[i];
        return loss;
    }

    /// <summary>relu(u + m)·w + b.</summary>
    private float Logit(ReadOnlySpan<float> user, ReadOnlySpan<float> movie)
    {
        ReadOnlySpan<Vector512<float>> u = Vectors(user);
        ReadOnlySpan<Vector512<float>> m = Vectors(movie);
        ReadOnlySpan<Vector512<float>> w = Vectors(_output.Values);
        Vector512<float> sum = Vector512<float>.Zero;
        for (int k = 0; k < w.Length && k < u.Length && k < m.Length; k++)
            sum += Vector512.Max(u[k] + m[k], Vector512<float>.Zero) * w[k];
        return Vector512.Sum(sum) + _outputBias.Values[0];
    }

    /// <summary>For one pair with derivative g: w += g·h; both halves += g·w where h > 0.</summary>
    private void PairBackward(
        ReadOnlySpan<float> user,
        ReadOnlySpan<float> movie,
        float g,
        Span<float> output,
        Span<float> userGradient,
        Span<float> movieGradient
    )
    {
        ReadOnlySpan<Vector512<float>> u = Vectors(user);
        ReadOnlySpan<Vector512<float>> m = Vectors(movie);
        ReadOnlySpan<Vector512<float>> w = Vectors(_output.Values);
        Span<Vector512<float>> dw = MemoryMarshal.Cast<float, Vector512<float>>(output);
        Span<Vector512<float>> du = MemoryMarshal.Cast<float, Vector512<float>>(userGradient);
        Span<Vector512<float>> dm = MemoryMarshal.Cast<float, Vector512<float>>(movieGradient);
        Vector512<float> factor = Vector512.Create(g);
        for (int k = 0; k < w.Length; k++)
        {
            Vector512<float> sum = u[k] + m[k];
            Vector512<float> open = Vector512.GreaterThan(sum, Vector512<float>.Zero);
            dw[k] += factor * (sum & open);
            Vector512<float> back = factor * w[k] & open;
            du[k] += back;
            dm[k] += back;
        }
    }

    /// <summary>H is a multiple of 16, so a row is a whole number of vectors.</summary>
    private static ReadOnlySpan<Vector512<float>> Vectors(ReadOnlySpan<float> row) =>
        MemoryMarshal.Cast<float, Vector512<float>>(row);

    private static byte[] Labels(Interactions x, ReadOnlySpan<int> users, int[] movies)
    {
        int[] position = new int[x.MovieCount];
        for (int j = 0; j < movies.Length; j++)
            position[movies[j]] = j + 1;
        byte[] labels = new byte[movies.Length * users.Length];
        for (int i = 0; i < users.Length; i++)
        {
            foreach (int movie in x.MoviesOf(users[i]))
                if (position[movie] > 0)
                    labels[(position[movie] - 1) * users.Length + i] = 1;
        }
        return labels;
    }

    /// <summary>output += Σ over inputs i of input[i] · row i of the weights.</summary>
    private static void AddRows(ReadOnlySpan<float> input, float[] weights, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
            if (input[i] != 0)
                TensorPrimitives.MultiplyAdd(
                    weights.AsSpan(i * output.Length, output.Length),
                    input[i],
                    output,
                    output
                );
    }

    private static float[] Copy(AdamParameter parameter) => [.. parameter.Values];

    private static float[] Transpose(float[] values, int rows)
    {
        int columns = values.Length / rows;
        float[] transposed = new float[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                transposed[j * rows + i] = values[i * columns + j];
        }
        return transposed;
    }

    /// <summary>What one part of the movies sums up.</summary>
    private sealed class Part(int users, int hidden, int dimension)
    {
        public double Loss { get; set; }

        public float OutputBias { get; set; }

        public float[] Users { get; } = new float[users * hidden];

        public float[] HeadMovie { get; } = new float[dimension * hidden];

        public float[] HeadBias { get; } = new float[hidden];

        public float[] Output { get; } = new float[hidden];
    }
}
