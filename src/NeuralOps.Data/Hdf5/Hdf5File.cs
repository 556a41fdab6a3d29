using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>
/// An HDF5 file, open for reading, or being written beside its name until <see cref="Complete"/> puts it there.
/// </summary>
/// <remarks>
/// The library is not thread-safe, so calls from several threads wait for each other, whatever the file. Reading loads
/// no plugin and follows no link out of the file's folder, and takes no more memory than the file's size explains.
/// A damaged file can still end the process inside the library: open one from elsewhere with a <see cref="Hdf5Guard"/>.
/// </remarks>
public sealed class Hdf5File : IDisposable
{
    private readonly string actual;
    private Hdf5Handle? handle;

    private Hdf5File(string path, string actual, Hdf5Handle handle)
    {
        Path = path;
        this.actual = actual;
        this.handle = handle;
        Root = new Hdf5Group(this, "/");
    }

    /// <summary>The path as given.</summary>
    public string Path { get; }

    /// <summary>The group that everything else is in.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Whether the file is being written.</summary>
    private bool IsWritable => actual != Path;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">An HDF5 file.</param>
    /// <param name="guard">Reads the file in another process first; null for a file that you trust.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no HDF5 file, is truncated, damaged or open for writing, or the guard refuses it.
    /// </exception>
    public static Hdf5File Open(string path, Hdf5Guard? guard = null)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: expected an HDF5 file, found none.");
        }

        guard?.Require(path);
        lock (Hdf5Library.Lock)
        {
            return new(path, path, OpenNative(path));
        }
    }

    /// <summary>Begins a file beside its name. It gets its name, with all that was written, by
    /// <see cref="Complete"/>; disposed without it, nothing remains.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Hdf5File Create(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        string beside = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(full)!,
            $".{System.IO.Path.GetFileName(full)}.{System.IO.Path.GetRandomFileName()}.partial");
        lock (Hdf5Library.Lock)
        {
            long id = H5F.create(beside, H5F.ACC_EXCL);
            return id >= 0 ? new(path, beside, new Hdf5Handle(id))
                : throw new IOException($"{path}: the file cannot be made ({Hdf5Library.LastMessage()}).");
        }
    }

    /// <summary>Looks a group up.</summary>
    /// <param name="path">Path from the root, for instance <c>inputs/fields</c>.</param>
    /// <exception cref="InvalidDataException">There is none, or it is something else.</exception>
    public Hdf5Group Group(string path) => Root.Group(path);

    /// <summary>Looks a dataset up.</summary>
    /// <param name="path">Path from the root.</param>
    /// <exception cref="InvalidDataException">There is none, or it is something else or damaged.</exception>
    public Hdf5Dataset Dataset(string path) => Root.Dataset(path);

    /// <summary>Whether there is a group or dataset.</summary>
    /// <param name="path">Path from the root.</param>
    public bool Contains(string path) => Root.Contains(path);

    /// <summary>
    /// Everything in the file, each group before what is in it, names in order; a group that several names lead to is
    /// entered once.
    /// </summary>
    public IEnumerable<Hdf5Entry> Walk() => Hdf5Walk.Of(this);

    /// <summary>Ends the writing: flushes to disk and gives the file its name, in place of what was there.</summary>
    /// <exception cref="InvalidOperationException">The file is open for reading, or closed.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete()
    {
        RequireWritable();
        lock (Hdf5Library.Lock)
        {
            if (H5F.close(handle!.Id) < 0)
            {
                throw new IOException($"{Path}: the file cannot be written ({Hdf5Library.LastMessage()}).");
            }

            handle.SetHandleAsInvalid();
            handle = null;
        }

        using (var written = File.OpenHandle(actual, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(written);
        }

        string folder = System.IO.Path.GetDirectoryName(actual)!;
        File.Move(actual, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(Path)), overwrite: true);
    }

    /// <summary>Closes the file; one that was not completed is removed.</summary>
    public void Dispose()
    {
        if (handle is not null)
        {
            handle.Dispose();
            handle = null;
            if (IsWritable)
            {
                File.Delete(actual);
            }
        }
    }

    /// <summary>Opens what a path leads to, and says where the file that holds it lies on disk.</summary>
    internal (Hdf5Handle Target, string File) Locate(string path)
    {
        ObjectDisposedException.ThrowIf(handle is null, this);
        return Hdf5Links.Follow(handle, actual, Path, path);
    }

    /// <summary>Bytes of a file that is being read; no bound for one being written, whose claims are our own.</summary>
    internal long LengthOf(string file) => IsWritable ? long.MaxValue : new FileInfo(file).Length;

    /// <summary>Refuses a change of a file that is open for reading.</summary>
    internal void RequireWritable()
    {
        ObjectDisposedException.ThrowIf(handle is null, this);
        if (!IsWritable)
        {
            throw new InvalidOperationException($"{Path}: open for reading; make a new file to write.");
        }
    }

    /// <summary>Opens a file for reading, or says why not.</summary>
    internal static Hdf5Handle OpenNative(string path)
    {
        if (H5F.is_hdf5(path) == 0)
        {
            throw FileError.At(path, "not an HDF5 file: expected 89 48 44 46 0D 0A 1A 0A ('\\x89HDF\\r\\n\\x1A\\n') at "
                + "byte 0, 512, 1024 or a further power of two, found nothing of the kind.");
        }

        long id = H5F.open(path, H5F.ACC_RDONLY);
        if (id >= 0)
        {
            return new(id);
        }

        string reason = Hdf5Library.LastMessage();
        throw FileError.At(path, reason switch
        {
            _ when reason.Contains("already open for", StringComparison.Ordinal) =>
                "flagged as open for writing: a program is writing it, or ended without closing it. Wait for that "
                + "program, or clear the flag with 'h5clear -s' if there is none.",
            _ when reason.Contains("unable to lock file", StringComparison.Ordinal) =>
                "another program is writing it.",
            _ => $"the HDF5 file cannot be opened ({reason}).",
        });
    }

    /// <summary>Names for an error text, the first ones of many.</summary>
    internal static string Quoted(IReadOnlyCollection<string> names)
    {
        const int shown = 16;
        string more = names.Count > shown ? $" and {names.Count - shown} more" : "";
        return names.Count == 0 ? "none" : string.Join(", ", names.Take(shown).Select(name => $"'{name}'")) + more;
    }
}
