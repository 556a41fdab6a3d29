using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Type and shape that a model declares for an input or output; a free axis has length −1.</summary>
public sealed unsafe class NodeMetadata
{
    internal NodeMetadata(nint typeInfo)
    {
        using var owner = new NativeHandle(typeInfo, OrtFunction.ReleaseTypeInfo);
        int kind;
        NativeApi.Check(OrtFunction.GetOnnxTypeFromTypeInfo, typeInfo, (nint)(&kind));
        OnnxValueType = (OnnxValueType)kind;
        if (!IsTensor)
        {
            return;
        }

        nint info;
        NativeApi.Check(OrtFunction.CastTypeInfoToTensorInfo, typeInfo, (nint)(&info));
        var tensor = new OrtTensorTypeAndShapeInfo(info);
        ElementDataType = tensor.ElementDataType;
        Dimensions = Array.ConvertAll(tensor.Shape, d => (int)d);
        SymbolicDimensions = OrtTensorTypeAndShapeInfo.SymbolsOf(info, Dimensions.Length);
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    public TensorElementType ElementDataType { get; }

    public Type? ElementType => ElementTypes.ManagedType(ElementDataType);

    public int[] Dimensions { get; } = [];

    public string[] SymbolicDimensions { get; } = [];
}
