using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor; a symbolic axis has length −1.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    internal unsafe OrtTensorTypeAndShapeInfo(nint info)
    {
        int type;
        nint rank;
        NativeApi.Check(OrtFunction.GetTensorElementType, info, (nint)(&type));
        NativeApi.Check(OrtFunction.GetDimensionsCount, info, (nint)(&rank));
        ElementDataType = (TensorElementType)type;
        Shape = new long[rank];
        fixed (long* shape = Shape)
        {
            NativeApi.Check(OrtFunction.GetDimensions, info, (nint)shape, rank);
        }
    }

    public TensorElementType ElementDataType { get; }

    public bool IsString => ElementDataType == TensorElementType.String;

    public long[] Shape { get; }

    public int DimensionsCount => Shape.Length;

    /// <summary>Number of elements; −1 while an axis is symbolic.</summary>
    public long ElementCount => Shape.Any(d => d < 0) ? -1 : Shape.Aggregate(1L, (product, d) => product * d);

    internal static unsafe string[] SymbolsOf(nint info, int rank)
    {
        var names = stackalloc nint[rank];
        NativeApi.Check(OrtFunction.GetSymbolicDimensions, info, (nint)names, rank);
        var symbols = new string[rank];
        for (var i = 0; i < rank; i++)
        {
            symbols[i] = Marshal.PtrToStringUTF8(names[i]) ?? "";
        }

        return symbols;
    }
}
