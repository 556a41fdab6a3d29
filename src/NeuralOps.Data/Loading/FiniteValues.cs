using System.Numerics;

namespace NeuralOps.Data;

/// <summary>Refuses NaN and infinity in data.</summary>
internal static class FiniteValues
{
    /// <summary>Checks one frame [.., H, W].</summary>
    public static void Require(ReadOnlySpan<float> frame, string where, int time, int width)
    {
        if (AreFinite(frame))
        {
            return;
        }

        int at = 0;
        while (float.IsFinite(frame[at]))
        {
            at++;
        }

        string value = float.IsNaN(frame[at]) ? "NaN" : frame[at] > 0 ? "Inf" : "-Inf";
        throw FileError.At(where,
            $"expected finite values, found {value} in frame {time}, row {at / width}, column {at % width}.");
    }

    /// <summary>x − x is 0 for finite x and NaN for all others.</summary>
    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        var sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(values[i..]);
            sum += x - x;
        }

        float rest = Vector.Sum(sum);
        for (; i < values.Length; i++)
        {
            rest += values[i] - values[i];
        }

        return rest == 0;
    }
}
