using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Hidden frames filled without a model.</summary>
internal static class HeldFrames
{
    /// <summary>Each hidden frame is the last visible one.</summary>
    /// <param name="motion">[B, T, D].</param>
    /// <param name="hidden">[B, T], 1 where hidden.</param>
    public static Tensor Last(Tensor motion, Tensor hidden) => Fill(motion, hidden, null);

    /// <summary>Hidden frames on straight lines from the last visible frame to the next, which a causal model does not
    /// see; a span at the end holds its start.</summary>
    /// <param name="motion">[B, T, D].</param>
    /// <param name="hidden">[B, T], 1 where hidden.</param>
    /// <param name="mask">[B, T], 1 for a frame.</param>
    public static Tensor Between(Tensor motion, Tensor hidden, Tensor mask) => Fill(motion, hidden, mask);

    private static Tensor Fill(Tensor motion, Tensor hidden, Tensor? mask)
    {
        (int clips, int frames, int width) = ((int)motion.size(0), (int)motion.size(1), (int)motion.size(2));
        float[] values = motion.contiguous().data<float>().ToArray();
        float[] isHidden = hidden.contiguous().data<float>().ToArray();
        float[]? isFrame = mask?.contiguous().data<float>().ToArray();
        for (int i = 0; i < clips * frames; i++)
        {
            if (isHidden[i] == 0)
            {
                continue;
            }

            int end = i;
            while (end % frames < frames - 1 && isHidden[end] != 0)
            {
                end++;
            }

            bool hasEnd = isFrame is not null && isHidden[end] == 0 && isFrame[end] != 0;
            ReadOnlySpan<float> before = values.AsSpan((i - 1) * width, width);
            ReadOnlySpan<float> after = hasEnd ? values.AsSpan(end * width, width) : before;
            float share = 1f / (end - i + 1);
            for (int c = 0; c < width; c++)
            {
                values[(i * width) + c] = before[c] + (share * (after[c] - before[c]));
            }
        }

        return tensor(values, [clips, frames, width]);
    }
}
