using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>An identifier of the library, released once.</summary>
/// <param name="id">What a call returned, not negative.</param>
internal sealed class Hdf5Handle(long id) : SafeHandle((nint)id, ownsHandle: true)
{
    /// <summary>The identifier.</summary>
    public long Id => handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        lock (Hdf5Library.Lock)
        {
            return H5I.dec_ref(handle) >= 0;
        }
    }
}
