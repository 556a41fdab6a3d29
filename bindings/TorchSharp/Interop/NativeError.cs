using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>
/// Turns a failed native call into an exception, and carries managed exceptions through native frames.
/// </summary>
internal static class NativeError
{
    private const string Marker = "managed exception #";
    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> Pending = new();
    private static long lastIdentifier;

    /// <summary>Keeps an exception caught in a callback; the identifier travels through native code.</summary>
    public static long Keep(Exception exception)
    {
        long identifier = Interlocked.Increment(ref lastIdentifier);
        Pending[identifier] = ExceptionDispatchInfo.Capture(exception);
        return identifier;
    }

    public static void Throw()
    {
        string message = Marshal.PtrToStringUTF8(NativeMethods.no_last_error()) ?? "unknown native error";
        int marker = message.IndexOf(Marker, StringComparison.Ordinal);
        if (marker >= 0)
        {
            ReadOnlySpan<char> digits = message.AsSpan(marker + Marker.Length);
            int length = 0;
            while (length < digits.Length && char.IsAsciiDigit(digits[length]))
            {
                length++;
            }
            if (long.TryParse(digits[..length], CultureInfo.InvariantCulture, out long identifier)
                && Pending.TryRemove(identifier, out ExceptionDispatchInfo? exception))
            {
                exception.Throw();
            }
        }
        throw new ExternalException(message);
    }
}
