using System.Security.Cryptography;
using System.Text;

namespace NeuralOps.Data.Tests;

/// <summary>All that a file holds, in the lines of tests/fixtures/hdf5/make_expected.py.</summary>
internal static class Hdf5Contents
{
    private const int MostLines = 100;

    public static SortedDictionary<string, string> Of(string path)
    {
        try
        {
            using var file = Hdf5File.Open(path);
            var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in file.Walk())
            {
                Add(entry, lines);
            }

            return lines.Count <= MostLines ? lines : new() { [$"all {lines.Count} lines"] = Digest(lines) };
        }
        catch (InvalidDataException e)
        {
            return new() { ["open"] = e.Message };
        }
    }

    private static void Add(Hdf5Entry entry, SortedDictionary<string, string> lines)
    {
        if (entry is { Group: null, Dataset: null })
        {
            lines[entry.Name] = entry.Note == "named type" ? "type" : "broken";
            return;
        }

        var attributes = entry.Group?.Attributes ?? entry.Dataset!.Attributes;
        foreach (string name in attributes.Names)
        {
            Add($"{entry.Name}@{name}", attributes[name], a => a.Member, lines, a => a.Read(), a => a.ReadStrings(),
                a => a.ReadSequences());
        }

        if (entry.Dataset is { } dataset)
        {
            Add(entry.Name, dataset, d => d.Member, lines, d => d.Read(), d => d.ReadStrings(),
                d => d.ReadSequences());
        }
        else
        {
            lines[entry.Name] = "group";
        }
    }

    private static void Add<T>(
        string where,
        T array,
        Func<T, Func<string, T>> member,
        SortedDictionary<string, string> lines,
        Func<T, NpyArray> numbers,
        Func<T, string[]> texts,
        Func<T, NpyArray[]> sequences)
        where T : Hdf5Array
    {
        try
        {
            lines[where] = array.Type.Kind switch
            {
                Hdf5TypeKind.Text or Hdf5TypeKind.Reference =>
                    Line("string", [.. array.Shape, .. array.Type.Extents], Bytes(texts(array))),
                Hdf5TypeKind.Sequence =>
                    Line($"sequence of {array.Type.Element!.Value.Name}", array.Shape, Bytes(sequences(array))),
                Hdf5TypeKind.Compound => "compound",
                _ => Line(numbers(array)),
            };
        }
        catch (InvalidDataException e)
        {
            lines[where] = $"refused: {e.Message[(e.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}";
        }

        foreach (string name in array.Type.Members)
        {
            Add($"{where}.{name}", member(array)(name), member, lines, numbers, texts, sequences);
        }
    }

    private static string Line(NpyArray array) => Line(array.Type.Name, array.Shape, array.Bytes.ToArray());

    private static string Line(string type, IEnumerable<long> shape, byte[] bytes) =>
        $"{type} [{string.Join(", ", shape)}] {Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}";

    private static byte[] Bytes(string[] texts) => Encoding.UTF8.GetBytes(string.Concat(texts.Select(t => $"{t}\0")));

    private static byte[] Bytes(NpyArray[] sequences) =>
        [.. sequences.SelectMany(s => (byte[])[.. BitConverter.GetBytes(s.Count), .. s.Bytes])];

    private static string Digest(SortedDictionary<string, string> lines)
    {
        string all = string.Join('\n', lines.Select(line => $"{line.Key}: {line.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}
