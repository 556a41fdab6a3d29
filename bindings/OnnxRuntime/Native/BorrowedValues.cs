namespace Microsoft.ML.OnnxRuntime;

/// <summary>The pointers of values, kept alive for one call; a disposed value is refused.</summary>
internal readonly ref struct BorrowedValues : IDisposable
{
    private readonly List<NativeHandle> owners;

    internal BorrowedValues(IReadOnlyCollection<OrtValue> values)
    {
        owners = new List<NativeHandle>(values.Count);
        Pointers = new nint[values.Count];
        try
        {
            foreach (var value in values)
            {
                var added = false;
                value.Handle.DangerousAddRef(ref added);
                Pointers[owners.Count] = value.Handle.DangerousGetHandle();
                owners.Add(value.Handle);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (var owner in owners)
        {
            owner.DangerousRelease();
        }
    }
}
