using NeuralOps.Core;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Which frames of clips are hidden from a model: whole spans, never a clip's first frames.</summary>
internal static class HiddenSpans
{
    /// <summary>Frames that always stay visible at the start, so that a span has something to follow.</summary>
    public const int Visible = 4;

    /// <summary>Draws spans.</summary>
    /// <param name="lengths">The frames of each clip.</param>
    /// <param name="frames">T, the longest.</param>
    /// <param name="share">The share of each clip that is hidden.</param>
    /// <param name="span">The frames of a span.</param>
    /// <param name="random">Where they begin.</param>
    /// <returns>[B, T], 1 where a frame is hidden.</returns>
    public static Tensor Draw(IReadOnlyList<long> lengths, int frames, double share, int span, RandomStream random)
    {
        float[] hidden = new float[lengths.Count * frames];
        for (int i = 0; i < lengths.Count; i++)
        {
            Draw(hidden.AsSpan(i * frames, (int)lengths[i]), share, span, random);
        }

        return tensor(hidden, [lengths.Count, frames]);
    }

    // The visible rest is cut into gaps of random sizes, between which the spans stand.
    private static void Draw(Span<float> clip, double share, int span, RandomStream random)
    {
        int free = clip.Length - Visible;
        int spans = Math.Min((int)Math.Round(share * clip.Length / span), free / (span + 1));
        if (spans < 1)
        {
            (spans, span) = (1, Math.Clamp((int)(share * clip.Length), 1, Math.Max(1, free)));
        }

        int rest = Math.Max(0, free - (spans * span));
        int[] gaps = [.. Enumerable.Range(0, spans).Select(_ => random.NextInt(rest + 1)).Order()];
        for (int i = 0; i < spans; i++)
        {
            clip.Slice(Math.Min(clip.Length - span, Visible + gaps[i] + (i * span)), span).Fill(1);
        }
    }
}
