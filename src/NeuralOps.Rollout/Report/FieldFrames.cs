using System.Text.Json;

namespace NeuralOps.Rollout;

/// <summary>
/// Fields as bytes for the page: truth and prediction on one scale, their difference on its own, thinned out in space
/// and then in time until all fields of the report fit a budget.
/// </summary>
internal sealed class FieldFrames(long bytes, long budget)
{
    private const int LeastSize = 64;

    public static long CountBytes(RolloutSection section) => section.Sequences
        .SelectMany(sequence => sequence.Fields)
        .Sum(field => (field.Truth is null ? 1L : 3L) * field.Frames * field.Height * field.Width);

    public void Write(Utf8JsonWriter json, RolloutField field)
    {
        Require(field, field.Prediction, "prediction");
        Require(field, field.Truth ?? field.Prediction, "truth");
        (int block, int stride) = Thinning(field);
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("unit", field.Unit);
        json.WriteBoolean("signed", field.Diverging);
        json.WriteNumber("frames", (field.Frames + stride - 1) / stride);
        json.WriteNumber("height", field.Height / block);
        json.WriteNumber("width", field.Width / block);
        json.WriteNumber("stride", stride);
        json.WriteNumber("block", block);
        json.WriteStartObject("panels");
        float[] prediction = Thin(field, field.Prediction, block, stride);
        float[]? truth = field.Truth is null ? null : Thin(field, field.Truth, block, stride);
        (float low, float high) = Range(field.Diverging, prediction, truth ?? []);
        if (truth is not null)
        {
            WritePanel(json, "truth", truth, low, high);
        }

        WritePanel(json, "prediction", prediction, low, high);
        if (truth is not null)
        {
            float[] error = [.. prediction.Zip(truth, (p, t) => p - t)];
            (low, high) = Range(true, error);
            WritePanel(json, "error", error, low, high);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Require(RolloutField field, float[] values, string what)
    {
        long expected = (long)field.Frames * field.Height * field.Width;
        if (values.Length != expected || expected == 0)
        {
            throw new ArgumentException(
                $"Expected {field.Frames} × {field.Height} × {field.Width} values in the {what} of field "
                + $"'{field.Name}', got {values.Length}.");
        }
    }

    // The same share for all fields: blocks of pixels while the picture stays large enough, then every n-th frame.
    private (int Block, int Stride) Thinning(RolloutField field)
    {
        double share = (double)bytes / budget;
        int block = 1;
        while (share / (block * block) > 1 && Math.Min(field.Height, field.Width) / (block * 2) >= LeastSize)
        {
            block *= 2;
        }

        return (block, (int)Math.Max(1, Math.Ceiling(share / (block * block))));
    }

    private static float[] Thin(RolloutField field, float[] values, int block, int stride)
    {
        (int height, int width) = (field.Height / block, field.Width / block);
        int frames = (field.Frames + stride - 1) / stride;
        float[] thin = new float[frames * height * width];
        int to = 0;
        for (int t = 0; t < field.Frames; t += stride)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    thin[to++] = Mean(field, values, t, i * block, j * block, block);
                }
            }
        }

        return thin;
    }

    private static float Mean(RolloutField field, float[] values, int t, int row, int column, int block)
    {
        float sum = 0;
        for (int i = row; i < row + block; i++)
        {
            int start = (t * field.Height + i) * field.Width + column;
            for (int j = start; j < start + block; j++)
            {
                sum += values[j];
            }
        }

        return sum / (block * block);
    }

    private static (float Low, float High) Range(bool signed, params ReadOnlySpan<float[]> panels)
    {
        (float low, float high) = (float.MaxValue, float.MinValue);
        foreach (float[] panel in panels)
        {
            foreach (float value in panel)
            {
                if (float.IsFinite(value))
                {
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
                }
            }
        }

        if (low > high)
        {
            return (0, 1); // nothing finite
        }

        float reach = Math.Max(Math.Abs(low), Math.Abs(high));
        return signed ? (-Math.Max(reach, 1e-12f), Math.Max(reach, 1e-12f)) : (low, Math.Max(high, low + 1e-12f));
    }

    // 0 is kept for values that are not finite; 1 … 255 span the range.
    private static void WritePanel(Utf8JsonWriter json, string name, float[] values, float low, float high)
    {
        byte[] levels = new byte[values.Length];
        float scale = 254 / (high - low);
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = float.IsFinite(values[i])
                ? (byte)(1 + Math.Clamp(MathF.Round((values[i] - low) * scale), 0, 254))
                : (byte)0;
        }

        json.WriteStartObject(name);
        json.WriteNumber("low", low);
        json.WriteNumber("high", high);
        json.WriteBase64String("data", levels);
        json.WriteEndObject();
    }
}
