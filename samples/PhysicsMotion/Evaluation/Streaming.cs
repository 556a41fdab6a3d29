using System.Diagnostics;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>A motion that goes on in real time: each frame follows from the one before.</summary>
/// <param name="Frames">Normalised frames after the seed, row-major.</param>
/// <param name="FramesPerSecond">Frames that could be made in a second.</param>
/// <param name="FirstHalf">The mean microseconds of a frame in the first half.</param>
/// <param name="SecondHalf">The same in the second.</param>
internal sealed record Streaming(float[] Frames, double FramesPerSecond, double FirstHalf, double SecondHalf)
{
    /// <summary>Feeds a seed, then the model's own frames.</summary>
    /// <param name="trained">A model of next frames.</param>
    /// <param name="stream">What runs it.</param>
    /// <param name="seed">Normalised frames, row-major.</param>
    /// <param name="count">The frames to make.</param>
    public static Streaming Of(TrainedPhysics trained, IFrameStream stream, ReadOnlySpan<float> seed, int count)
    {
        int width = trained.Context.Width;
        var states = new PhysicsStates(trained.Context, 1);
        float[] physics = new float[PhysicsState.Width];
        float[] frame = new float[width];
        float[] answer = new float[width];
        float[] made = new float[count * width];
        for (int i = 0; i < seed.Length / width; i++)
        {
            seed.Slice(i * width, width).CopyTo(frame);
            Advance();
        }

        answer.CopyTo(made, 0);
        long start = Stopwatch.GetTimestamp();
        TimeSpan half = TimeSpan.Zero;
        for (int i = 1; i < count; i++)
        {
            answer.CopyTo(frame, 0);
            Advance();
            answer.CopyTo(made, i * width);
            half = i == count / 2 ? Stopwatch.GetElapsedTime(start) : half;
        }

        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        int first = count / 2;
        return new Streaming(
            made, (count - 1) / whole.TotalSeconds, half.TotalMicroseconds / Math.Max(1, first),
            (whole - half).TotalMicroseconds / Math.Max(1, count - 1 - first));

        void Advance()
        {
            states.Next(0, frame, physics);
            stream.Next(frame, physics, answer);
            for (int c = 0; trained.Options.PredictsChange && c < width; c++)
            {
                answer[c] += frame[c];
            }
        }
    }
}
