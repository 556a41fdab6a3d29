namespace NeuralOps.Data;

/// <summary>
/// One array of a sequence as float32 [T, C, H, W], or [1, C, H, W] where it does not change in time.
/// </summary>
internal sealed class FieldArray
{
    private readonly float[] values;
    private readonly int frameLength;

    private FieldArray(float[] values, int frames, int channels, int height, int width)
    {
        this.values = values;
        (Frames, Channels, Height, Width) = (frames, channels, height, width);
        frameLength = channels * height * width;
    }

    /// <summary>T, or 1 for an array that does not change in time.</summary>
    public int Frames { get; }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public static FieldArray From(NpyArray array, double scale, bool mayBeStatic)
    {
        int[]? extents = array.Shape switch
        {
            [var h, var w] when mayBeStatic => [1, 1, (int)h, (int)w],
            [var t, var h, var w] => [(int)t, 1, (int)h, (int)w],
            [var t, var c, var h, var w] => [(int)t, (int)c, (int)h, (int)w],
            _ => null,
        };
        if (extents is not [> 0, > 0, > 0, > 0])
        {
            string forms = mayBeStatic ? "[T, H, W], [T, C, H, W] or [H, W]" : "[T, H, W] or [T, C, H, W]";
            throw FileError.At(array.Source, $"expected {forms}, got {NpyHeader.Describe(array.Shape)}.");
        }

        var result = new FieldArray(array.ToFloats(), extents[0], extents[1], extents[2], extents[3]);
        for (int t = 0; t < result.Frames; t++)
        {
            FiniteValues.Require(result.Frame(t), array.Source, t, result.Width);
        }

        for (int i = 0; scale != 1 && i < result.values.Length; i++)
        {
            result.values[i] /= (float)scale;
        }

        return result;
    }

    public ReadOnlySpan<float> Frame(int time) => values.AsSpan((Frames == 1 ? 0 : time) * frameLength, frameLength);
}
