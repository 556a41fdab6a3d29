using System.Runtime.InteropServices;
using System.Text;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>
/// Follows paths name by name, so that the library itself never follows a link: an external one must stay in the
/// folder of the file it is in.
/// </summary>
internal static class Hdf5Links
{
    private const int MaxLinks = 16;

    /// <summary>Opens what a path leads to.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="actual">Where it lies on disk.</param>
    /// <param name="shown">Its path in error texts.</param>
    /// <param name="path">The path in it, from the root.</param>
    /// <returns>The object, and where the file that holds it lies on disk.</returns>
    public static (Hdf5Handle Target, string File) Follow(Hdf5Handle file, string actual, string shown, string path)
    {
        var current = OpenRoot(file, shown);
        try
        {
            var names = new Stack<string>(Split(path).Reverse());
            string at = "";
            for (int links = 0; names.TryPop(out string? name);)
            {
                var link = Find(current, name, at, shown);
                if (link.type == H5L.type_t.HARD)
                {
                    at = $"{at}/{name}";
                    Replace(ref current, Open(current, name, at, shown));
                }
                else if (++links > MaxLinks)
                {
                    throw FileError.At(shown, $"'{path}' leads through more than {MaxLinks} links.");
                }
                else
                {
                    Push(names, Step(ref current, ref actual, ref at, name, link, shown));
                }
            }

            return (current, actual);
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    /// <summary>Where a symbolic link leads, in words; null for a hard one.</summary>
    public static string? Describe(Hdf5Handle group, string name, string where)
    {
        H5L.info_t link = default;
        Hdf5Library.Check(H5L.get_info(group.Id, name, ref link), where, $"its link '{name}' cannot be read");
        return link.type switch
        {
            H5L.type_t.HARD => null,
            H5L.type_t.SOFT => $"soft link to '{Soft(Value(group, name, link, where))}'",
            H5L.type_t.EXTERNAL => External(Value(group, name, link, where)) is var (file, path)
                ? $"external link to '{path}' in '{file}'"
                : null,
            var other => $"link of class {(int)other}",
        };
    }

    private static IEnumerable<string> Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".");

    private static void Push(Stack<string> names, string path)
    {
        foreach (string name in Split(path).Reverse())
        {
            names.Push(name);
        }
    }

    private static void Replace(ref Hdf5Handle current, Hdf5Handle next)
    {
        current.Dispose();
        current = next;
    }

    private static Hdf5Handle OpenRoot(Hdf5Handle file, string where) =>
        Hdf5Library.Take(H5O.open(file.Id, "/"), where, "the root group cannot be opened");

    private static Hdf5Handle Open(Hdf5Handle group, string name, string at, string where) =>
        Hdf5Library.Take(H5O.open(group.Id, name), where, $"'{at}' cannot be opened");

    private static H5L.info_t Find(Hdf5Handle group, string name, string at, string where)
    {
        if (H5I.get_type(group.Id) != H5I.type_t.GROUP)
        {
            throw FileError.At(where, $"expected a group at '{at}', found {Kind(group)}.");
        }

        H5L.info_t link = default;
        if (H5L.exists(group.Id, name) <= 0)
        {
            string found = Hdf5File.Quoted(Hdf5Group.ListNames(group, where));
            throw FileError.At(where, $"nothing named '{name}' in '{(at.Length == 0 ? "/" : at)}'; found {found}.");
        }

        Hdf5Library.Check(H5L.get_info(group.Id, name, ref link), where, $"the link '{at}/{name}' cannot be read");
        return link;
    }

    /// <summary>What an open object is, in words.</summary>
    public static string Kind(Hdf5Handle target) => H5I.get_type(target.Id) switch
    {
        H5I.type_t.GROUP => "a group",
        H5I.type_t.DATASET => "a dataset",
        _ => "a named type",
    };

    // Goes to where a symbolic link starts from, and returns the path from there.
    private static string Step(
        ref Hdf5Handle current, ref string actual, ref string at, string name, H5L.info_t link, string where)
    {
        string here = $"{at}/{name}";
        byte[] value = Value(current, name, link, where);
        switch (link.type)
        {
            case H5L.type_t.SOFT:
                string path = Soft(value);
                if (path.StartsWith('/'))
                {
                    at = "";
                    Replace(ref current, Open(current, "/", "/", where));
                }

                return path;
            case H5L.type_t.EXTERNAL:
                var (file, inside) = External(value);
                actual = Inside(actual, file, here, where);
                at = "";
                using (var opened = Hdf5File.OpenNative(actual))
                {
                    Replace(ref current, OpenRoot(opened, actual)); // keeps the file open as long as it is
                }

                return inside;
            default:
                throw FileError.At(where, $"'{here}' is a link of class {(int)link.type}, which is not followed.");
        }
    }

    private static unsafe byte[] Value(Hdf5Handle group, string name, H5L.info_t link, string where)
    {
        byte[] value = new byte[checked((int)link.u.val_size)];
        fixed (byte* start = value)
        {
            int result = H5L.get_val(group.Id, name, (nint)start, value.Length);
            Hdf5Library.Check(result, where, $"the link '{name}' cannot be read");
        }

        return value;
    }

    private static string Soft(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));

    // A byte of version and flags, the file's name and the object's path, each with a zero behind it.
    private static (string File, string Path) External(byte[] value)
    {
        string[] parts = Encoding.UTF8.GetString(value.AsSpan(Math.Min(1, value.Length))).Split('\0');
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static string Inside(string from, string file, string here, string where)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(from))!;
        string full = Path.GetFullPath(Path.Combine(folder, file));
        string inside = Path.GetRelativePath(folder, full);
        bool leaves = inside.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(inside);
        for (string part = full; !leaves && part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
        {
            leaves = new FileInfo(part).LinkTarget is not null;
        }

        return leaves
            ? throw FileError.At(where,
                $"the external link '{here}' leads to '{file}', outside the folder of its file, and is not followed.")
            : File.Exists(full) ? full
            : throw FileError.At(where, $"the external link '{here}' leads to '{file}', which does not exist.");
    }
}
