using System.Text.Json;

namespace NeuralOps.Data;

/// <summary>The other process of an <see cref="Hdf5Guard"/>: reads each file it is given a line for, and answers with a
/// line: the reason for a refusal, or nothing.</summary>
internal static class Hdf5GuardedProcess
{
    public const string Variable = "NEURALOPS_HDF5_GUARD";
    public const string Names = "names";
    public const string Values = "values";

    private const long BlockBytes = 16 << 20;

    /// <summary>Serves until the input ends.</summary>
    public static void Serve(Stream input, Stream output, bool readsValues)
    {
        using var questions = new StreamReader(input);
        using var answers = new StreamWriter(output) { AutoFlush = true };
        while (questions.ReadLine() is { } question)
        {
            string path = JsonSerializer.Deserialize<string>(question)!;
            answers.WriteLine(JsonSerializer.Serialize(Answer(path, readsValues)));
        }
    }

    private static string Answer(string path, bool readsValues)
    {
        try
        {
            using var file = Hdf5File.Open(path);
            foreach (var entry in file.Walk())
            {
                ReadAll(entry, readsValues);
            }

            return "";
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void ReadAll(Hdf5Entry entry, bool readsValues)
    {
        var attributes = entry.Group?.Attributes ?? entry.Dataset?.Attributes;
        foreach (string name in Try(() => attributes?.Names) ?? [])
        {
            Try(() => Read(attributes![name]));
        }

        if (readsValues && entry.Dataset is { } dataset)
        {
            Try(() => Read(dataset));
        }
    }

    // A part that cannot be read is refused where it is asked for; here only the end of the process counts.
    private static T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private static int Read(Hdf5Attribute attribute) => attribute.Type.Kind switch
    {
        Hdf5TypeKind.Number => attribute.Read().Bytes.Length,
        Hdf5TypeKind.Text or Hdf5TypeKind.Reference => attribute.ReadStrings().Length,
        Hdf5TypeKind.Sequence => attribute.ReadSequences().Length,
        _ => attribute.Type.Members.Sum(name => Try(() => Read(attribute.Member(name)))),
    };

    private static int Read(Hdf5Dataset dataset) =>
        dataset.Type.Members.Sum(name => Try(() => Read(dataset.Member(name))))
        + Blocks(dataset).Sum(block => dataset.Type.Kind switch
        {
            Hdf5TypeKind.Number => dataset.Read(block).Bytes.Length,
            Hdf5TypeKind.Text or Hdf5TypeKind.Reference => dataset.ReadStrings(block).Length,
            Hdf5TypeKind.Sequence => dataset.ReadSequences(block).Length,
            _ => 0,
        });

    // Whole chunks of the first axis, so that none is decompressed twice.
    private static IEnumerable<Hdf5Slice[]> Blocks(Hdf5Dataset dataset)
    {
        if (dataset.Shape.Count == 0)
        {
            yield return [];
            yield break;
        }

        double row = dataset.Shape.Skip(1).Concat(dataset.Type.Extents)
            .Aggregate((double)dataset.Type.StoredSize, (product, n) => product * n);
        long chunk = dataset.Chunks?[0] ?? 1;
        long rows = chunk * Math.Max(1, (long)(BlockBytes / Math.Max(1, row * chunk)));
        for (long first = 0; first < dataset.Shape[0]; first += rows)
        {
            yield return [new Hdf5Slice(first, Math.Min(rows, dataset.Shape[0] - first))];
        }
    }
}
