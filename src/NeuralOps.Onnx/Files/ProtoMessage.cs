using Google.Protobuf;

namespace NeuralOps.Onnx;

/// <summary>A protobuf message as a list of fields; its size is known before a byte is written, so that big contents
/// are streamed. A message must be complete before it is added to another.</summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> fields = [];

    internal long Size { get; private set; }

    internal ProtoMessage Add(int field, long value)
    {
        var tag = WireFormat.MakeTag(field, WireFormat.WireType.Varint);
        return Add(tag, CodedOutputStream.ComputeInt64Size(value), output => output.WriteInt64(value));
    }

    internal ProtoMessage Add(int field, float value)
    {
        var tag = WireFormat.MakeTag(field, WireFormat.WireType.Fixed32);
        return Add(tag, sizeof(float), output => output.WriteFloat(value));
    }

    internal ProtoMessage Add(int field, string value)
    {
        var tag = WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);
        return Add(tag, CodedOutputStream.ComputeStringSize(value), output => output.WriteString(value));
    }

    internal ProtoMessage Add(int field, ReadOnlyMemory<byte> value)
    {
        var tag = WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);
        var content = UnsafeByteOperations.UnsafeWrap(value);
        return Add(tag, CodedOutputStream.ComputeBytesSize(content), output => output.WriteBytes(content));
    }

    internal ProtoMessage Add(int field, ProtoMessage value)
    {
        var tag = WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);
        var length = (int)long.Min(value.Size, int.MaxValue);
        return Add(tag, CodedOutputStream.ComputeLengthSize(length) + value.Size, output =>
        {
            output.WriteLength(length);
            value.WriteTo(output);
        });
    }

    internal void WriteTo(CodedOutputStream output)
    {
        foreach (var field in fields)
        {
            field(output);
        }
    }

    private ProtoMessage Add(uint tag, long size, Action<CodedOutputStream> write)
    {
        Size += CodedOutputStream.ComputeRawVarint32Size(tag) + size;
        fields.Add(output =>
        {
            output.WriteTag(tag);
            write(output);
        });
        return this;
    }
}
