using System.Text;

namespace NeuralOps.Core;

/// <summary>FNV-1a with 64 bits over UTF-8: the same value on every machine and in every run.</summary>
internal static class StableHash
{
    /// <summary>The hash of the empty text.</summary>
    public const ulong Empty = 0xCBF29CE484222325;

    /// <summary>The hash of a text, or of what <paramref name="start"/> was made from followed by the text.</summary>
    public static ulong Of(string text, ulong start = Empty)
    {
        ulong hash = start;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }
}
