using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>
/// One ATen operator, found once by its schema name and called through the dispatcher, gradients included.
/// <paramref name="arguments"/> lists the schema's names of the arguments that calls give, in the order they give them;
/// the others take the schema's defaults.
/// </summary>
internal sealed unsafe class Operator(string name, string arguments)
{
    private IntPtr handle;

    /// <summary>Whether this libtorch has the operator with these arguments.</summary>
    public bool IsAvailable => handle != IntPtr.Zero
        || NativeMethods.no_operator_find(Schema, Overload, arguments, out handle) == 0;

    /// <summary>Calls an operator that returns one tensor.</summary>
    public Tensor Call(params ReadOnlySpan<Argument> values)
    {
        Value* results = Invoke(values, out int found);
        return found == 1 && results->Kind == ValueKind.Tensor
            ? new Tensor(results->Pointer)
            : throw Unexpected("one tensor", results, found);
    }

    /// <summary>
    /// Calls an operator that changes <paramref name="self"/>, its first argument, and returns that object.
    /// </summary>
    public Tensor InPlace(Tensor self, params ReadOnlySpan<Argument> rest)
    {
        Span<Argument> values = [self, default, default, default, default, default, default];
        rest.CopyTo(values[1..]);
        Value* results = Invoke(values[..(rest.Length + 1)], out int found);
        Free(results, found);
        return self;
    }

    /// <summary>Calls an operator that returns several tensors or a list; an undefined tensor becomes null.</summary>
    public Tensor?[] CallMany(params ReadOnlySpan<Argument> values)
    {
        Value* results = Invoke(values, out int found);
        var tensors = new Tensor?[found];
        for (int i = 0; i < found; i++)
        {
            tensors[i] = results[i].Kind == ValueKind.Tensor ? new Tensor(results[i].Pointer) : null;
        }
        return tensors;
    }

    /// <summary>Calls an operator that returns a pair of tensors.</summary>
    public (Tensor, Tensor) CallPair(params ReadOnlySpan<Argument> values)
    {
        Tensor?[] tensors = CallMany(values);
        return (tensors[0]!, tensors[1]!);
    }

    /// <summary>Calls an operator that returns a truth value.</summary>
    public bool CallBool(params ReadOnlySpan<Argument> values)
    {
        Value* results = Invoke(values, out int found);
        return found == 1 && results->Kind == ValueKind.Bool
            ? results->Integer != 0
            : throw Unexpected("a truth value", results, found);
    }

    private Value* Invoke(ReadOnlySpan<Argument> values, out int found)
    {
        if (handle == IntPtr.Zero)
        {
            NativeMethods.Check(NativeMethods.no_operator_find(Schema, Overload, arguments, out handle));
        }
        (int words, int characters) = Room(values);
        Value* lowered = stackalloc Value[values.Length];
        long* buffer = stackalloc long[words];
        byte* text = stackalloc byte[characters];
        for (int i = 0; i < values.Length; i++)
        {
            Lower(in values[i], lowered + i, ref buffer, ref text);
        }
        int status = NativeMethods.no_operator_call(handle, lowered, values.Length, out Value* results, out found);
        foreach (ref readonly Argument value in values)
        {
            GC.KeepAlive(value.Reference);
        }
        NativeMethods.Check(status);
        return results;
    }

    private string Schema => name.Split('.')[0];

    private string Overload => name.Contains('.', StringComparison.Ordinal) ? name.Split('.')[1] : "";

    // Lists are copied beside the arguments: 64-bit words for numbers and handles, bytes for text.
    private static (int Words, int Characters) Room(ReadOnlySpan<Argument> values)
    {
        int words = 0;
        int characters = 0;
        foreach (ref readonly Argument value in values)
        {
            switch (value.Reference)
            {
                case Array array: words += array.Length; break;
                case string text: characters += Encoding.UTF8.GetMaxByteCount(text.Length); break;
                default: break;
            }
        }
        return (words, characters);
    }

    private static void Lower(in Argument argument, Value* value, ref long* buffer, ref byte* text)
    {
        value->Kind = argument.Kind;
        value->Count = 0;
        value->Integer = argument.Integer;
        switch (argument.Kind)
        {
            case ValueKind.Tensor:
                value->Pointer = ((Tensor)argument.Reference!).Handle;
                break;
            case ValueKind.Double:
                value->Real = argument.Real;
                break;
            case ValueKind.Generator:
                value->Pointer = ((Generator)argument.Reference!).Handle;
                break;
            case ValueKind.String:
                value->Pointer = (IntPtr)text;
                string source = (string)argument.Reference!;
                value->Count = Encoding.UTF8.GetBytes(source, new Span<byte>(text, source.Length * 3));
                text += value->Count;
                break;
            case ValueKind.IntList:
                var integers = (long[])argument.Reference!;
                integers.CopyTo(new Span<long>(buffer, integers.Length));
                Advance(value, integers.Length, ref buffer);
                break;
            case ValueKind.DoubleList:
                var reals = (double[])argument.Reference!;
                reals.CopyTo(new Span<double>(buffer, reals.Length));
                Advance(value, reals.Length, ref buffer);
                break;
            case ValueKind.BoolList:
                var flags = (bool[])argument.Reference!;
                flags.CopyTo(new Span<bool>(buffer, flags.Length));
                Advance(value, flags.Length, ref buffer);
                break;
            case ValueKind.TensorList:
                var tensors = (Tensor?[])argument.Reference!;
                for (int i = 0; i < tensors.Length; i++)
                {
                    buffer[i] = tensors[i] is { } tensor ? (long)tensor.Handle : 0;
                }
                Advance(value, tensors.Length, ref buffer);
                break;
            default:
                break;
        }
    }

    private static void Advance(Value* value, int count, ref long* buffer)
    {
        value->Pointer = (IntPtr)buffer;
        value->Count = count;
        buffer += count;
    }

    private InvalidOperationException Unexpected(string expected, Value* results, int found)
    {
        string kinds = string.Join(", ", Enumerable.Range(0, found).Select(i => results[i].Kind));
        Free(results, found);
        return new InvalidOperationException($"Expected {expected} from {name}, got [{kinds}].");
    }

    private static void Free(Value* results, int found)
    {
        for (int i = 0; i < found; i++)
        {
            if (results[i].Kind == ValueKind.Tensor)
            {
                NativeMethods.no_tensor_free(results[i].Pointer);
            }
        }
    }
}
