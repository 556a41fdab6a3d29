using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>
/// The one libhdf5 of the process. It is not thread-safe: every call into it, finalizers included, holds
/// <see cref="Lock"/>. Plugins are switched off, so that no file can name code to load.
/// </summary>
internal static class Hdf5Library
{
    private static readonly List<string> Messages = [];

    private static readonly H5E.walk_t Collect = (_, ref error, _) =>
    {
        Messages.Add(error.desc);
        return 0;
    };

    static Hdf5Library()
    {
        lock (Lock)
        {
            _ = H5.open();
            _ = H5E.set_auto(H5E.DEFAULT, null, 0);
            _ = H5PL.set_loading_state(0);
        }
    }

    /// <summary>Held during every call into the library; entered again by nested calls.</summary>
    public static object Lock { get; } = new();

    /// <summary>Takes over an identifier, or throws what the library says.</summary>
    /// <param name="id">What a call returned; negative for an error.</param>
    /// <param name="where">Begins the error text.</param>
    /// <param name="what">What failed, as a clause without a full stop.</param>
    public static Hdf5Handle Take(long id, string where, string what) =>
        id >= 0 ? new Hdf5Handle(id) : throw Error(where, what);

    /// <summary>Passes a result on, or throws what the library says.</summary>
    public static int Check(int result, string where, string what) => result >= 0 ? result : throw Error(where, what);

    /// <summary>The error of the last call, with the library's innermost message.</summary>
    public static InvalidDataException Error(string where, string what)
    {
        string reason = LastMessage();
        return FileError.At(where, reason.Length == 0 ? $"{what}." : $"{what} ({reason}).");
    }

    /// <summary>Refuses to go on after a write that failed, for instance on a full disk.</summary>
    public static void CheckWritten(int result, string where)
    {
        if (result < 0)
        {
            throw new IOException($"{where}: the values cannot be written ({LastMessage()}).");
        }
    }

    /// <summary>The innermost message of the last call that failed.</summary>
    public static string LastMessage()
    {
        lock (Lock)
        {
            Messages.Clear();
            _ = H5E.walk(H5E.DEFAULT, H5E.direction_t.H5E_WALK_UPWARD, Collect, 0);
            string message = Messages.Count > 0 ? Messages[0] ?? "" : "";
            string[] system = message.Split("error message = '"); // of the system, among addresses and times
            return system.Length > 1 ? system[1].Split('\'')[0] : message;
        }
    }
}
