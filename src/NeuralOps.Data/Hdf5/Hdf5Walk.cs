using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>Goes through a file without entering a group twice.</summary>
internal static class Hdf5Walk
{
    private const int MaxDepth = 256;

    public static IEnumerable<Hdf5Entry> Of(Hdf5File file)
    {
        var seen = new HashSet<(string File, ulong Address)>();
        var left = new Stack<string>(["/"]);
        while (left.TryPop(out string? path))
        {
            var (entry, names) = Visit(file, path, seen);
            yield return entry;
            foreach (string name in names.Reverse())
            {
                left.Push(path == "/" ? $"/{name}" : $"{path}/{name}");
            }
        }
    }

    private static (Hdf5Entry Entry, IReadOnlyList<string> Names) Visit(
        Hdf5File file, string path, HashSet<(string File, ulong Address)> seen)
    {
        lock (Hdf5Library.Lock)
        {
            string? note = null;
            try
            {
                note = LinkOf(file, path);
                var (target, holder) = file.Locate(path);
                using var opened = target;
                return H5I.get_type(target.Id) switch
                {
                    H5I.type_t.GROUP => Group(file, path, target, address => seen.Add((holder, address)), note),
                    H5I.type_t.DATASET => (new(path, null, Hdf5Dataset.Of(file, path, target), note), []),
                    _ => (new(path, null, null, Joined(note, "named type")), []),
                };
            }
            catch (InvalidDataException e)
            {
                return (new(path, null, null, Joined(note, e.Message)), []);
            }
        }
    }

    private static (Hdf5Entry Entry, IReadOnlyList<string> Names) Group(
        Hdf5File file, string path, Hdf5Handle target, Predicate<ulong> isNewAddress, string? note)
    {
        H5O.info_t about = default;
        Hdf5Library.Check(H5O.get_info(target.Id, ref about), file.Path, $"'{path}' cannot be read");
        var group = new Hdf5Group(file, path);
        bool isNew = isNewAddress(about.addr);
        bool isDeep = path.Count(c => c == '/') > MaxDepth;
        return isNew && !isDeep
            ? (new(path, group, null, note), Hdf5Group.ListNames(target, file.Path))
            : (new(path, group, null, Joined(note, isNew ? "too deep to enter" : "entered before")), []);
    }

    private static string? LinkOf(Hdf5File file, string path)
    {
        int slash = path.LastIndexOf('/');
        if (path == "/")
        {
            return null;
        }

        using var parent = file.Locate(path[..slash]).Target;
        return Hdf5Links.Describe(parent, path[(slash + 1)..], file.Path);
    }

    private static string Joined(string? note, string more) => note is null ? more : $"{note}; {more}";
}
