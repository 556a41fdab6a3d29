namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model file says of itself.</summary>
public sealed unsafe class ModelMetadata
{
    internal ModelMetadata(nint metadata)
    {
        using var owner = new NativeHandle(metadata, OrtFunction.ReleaseModelMetadata);
        ProducerName = Text(OrtFunction.ModelMetadataGetProducerName, metadata);
        GraphName = Text(OrtFunction.ModelMetadataGetGraphName, metadata);
        Domain = Text(OrtFunction.ModelMetadataGetDomain, metadata);
        Description = Text(OrtFunction.ModelMetadataGetDescription, metadata);
        long version;
        NativeApi.Check(OrtFunction.ModelMetadataGetVersion, metadata, (nint)(&version));
        Version = version;
        CustomMetadataMap = ReadMap(metadata);
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Domain { get; }

    public string Description { get; }

    public long Version { get; }

    public Dictionary<string, string> CustomMetadataMap { get; }

    private static string Text(OrtFunction getter, nint metadata)
    {
        nint text;
        NativeApi.Check(getter, metadata, NativeApi.DefaultAllocator, (nint)(&text));
        return NativeApi.TakeString(text);
    }

    private static Dictionary<string, string> ReadMap(nint metadata)
    {
        nint* keys;
        long count;
        var allocator = NativeApi.DefaultAllocator;
        NativeApi.Check(
            OrtFunction.ModelMetadataGetCustomMetadataMapKeys, metadata, allocator, (nint)(&keys), (nint)(&count));
        Dictionary<string, string> map = [];
        for (var i = 0; i < count; i++)
        {
            nint value;
            NativeApi.Check(
                OrtFunction.ModelMetadataLookupCustomMetadataMap, metadata, allocator, keys[i], (nint)(&value));
            map[NativeApi.TakeString(keys[i])] = NativeApi.TakeString(value);
        }

        if (count > 0)
        {
            NativeApi.Check(OrtFunction.AllocatorFree, allocator, (nint)keys);
        }

        return map;
    }
}
