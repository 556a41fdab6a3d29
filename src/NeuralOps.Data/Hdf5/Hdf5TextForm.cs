using System.Runtime.InteropServices;
using System.Text;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>How strings are stored.</summary>
/// <param name="Size">Bytes of one in memory: its own, or those of a pointer.</param>
/// <param name="IsVariable">Whether each has a length of its own.</param>
/// <param name="IsUtf8">Whether they are UTF-8, else ASCII.</param>
/// <param name="EndsAtZero">Whether a fixed one ends at the first zero byte.</param>
/// <param name="Filler">What fills a fixed one up.</param>
internal sealed record Hdf5TextForm(int Size, bool IsVariable, bool IsUtf8, bool EndsAtZero, byte Filler)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static Hdf5TextForm Of(Hdf5Handle type) => new(
        checked((int)H5T.get_size(type.Id)),
        H5T.is_variable_str(type.Id) > 0,
        H5T.get_cset(type.Id) == H5T.cset_t.UTF8,
        H5T.get_strpad(type.Id) == H5T.str_t.NULLTERM,
        H5T.get_strpad(type.Id) == H5T.str_t.SPACEPAD ? (byte)' ' : (byte)0);

    /// <summary>The strings in memory that was read.</summary>
    public unsafe string[] Decode(ReadOnlySpan<byte> bytes, string where)
    {
        string[] texts = new string[bytes.Length / Size];
        for (int i = 0; i < texts.Length; i++)
        {
            var item = bytes.Slice(i * Size, Size);
            if (IsVariable)
            {
                byte* start = (byte*)MemoryMarshal.Read<nint>(item);
                item = start is null ? [] : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start);
            }
            else
            {
                int end = EndsAtZero ? item.IndexOf((byte)0) : -1;
                item = end >= 0 ? item[..end] : item.TrimEnd(Filler);
            }

            texts[i] = Decode(item, i, where);
        }

        return texts;
    }

    // What claims to be ASCII and is not even UTF-8 is Latin-1 in every file found so far.
    private string Decode(ReadOnlySpan<byte> bytes, int index, string where)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            return !IsUtf8 ? Encoding.Latin1.GetString(bytes)
                : throw FileError.At(where, $"string {index} is not UTF-8.", e);
        }
    }
}
