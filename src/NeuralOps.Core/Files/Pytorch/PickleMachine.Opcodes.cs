using System.Globalization;
using System.Numerics;

namespace NeuralOps.Core;

internal sealed partial class PickleMachine
{
    private const int MaxDigits = 4300;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private void Execute(byte opcode)
    {
        if (!ExecuteStructure(opcode) && !ExecuteValue(opcode) && !ExecuteObject(opcode))
        {
            throw new PickleException($"the opcode 0x{opcode:x2}, which is no part of a PyTorch file");
        }
    }

    private bool ExecuteStructure(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: _ = input.ReadByte(); break;
            case 0x95: _ = input.ReadUInt64(); break;
            case (byte)'(': stack.Add(Mark); break;
            case (byte)'0': _ = Pop(); break;
            case (byte)'1': _ = PopToMark(); break;
            case (byte)'2': Push(Peek()); break;
            case (byte)'p': memo[Index(input.ReadLine())] = Peek(); break;
            case (byte)'q': memo[input.ReadByte()] = Peek(); break;
            case (byte)'r': memo[input.ReadUInt32()] = Peek(); break;
            case 0x94: memo[memo.Count] = Peek(); break;
            case (byte)'g': Push(Recall(Index(input.ReadLine()))); break;
            case (byte)'h': Push(Recall(input.ReadByte())); break;
            case (byte)'j': Push(Recall(input.ReadUInt32())); break;
            case (byte)'a': AddItems([Pop()]); break;
            case (byte)'e': AddItems(PopToMark()); break;
            case (byte)'s': SetEntries(PopMany(2)); break;
            case (byte)'u': SetEntries(PopToMark()); break;
            case 0x90: AddMembers(PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool ExecuteValue(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'J': Push((long)input.ReadInt32()); break;
            case (byte)'K': Push((long)input.ReadByte()); break;
            case (byte)'M': Push((long)input.ReadUInt16()); break;
            case 0x8A: Push(input.ReadInteger(input.ReadByte())); break;
            case 0x8B: Push(input.ReadInteger(input.ReadUInt32())); break;
            case (byte)'I': Push(Integer(input.ReadLine())); break;
            case (byte)'L': Push(Integer(input.ReadLine().TrimEnd('L'))); break;
            case (byte)'F': Push(Number(input.ReadLine())); break;
            case (byte)'G': Push(input.ReadDoubleBigEndian()); break;
            case (byte)'S': Push(Quoted(input.ReadLine())); break;
            case (byte)'V': Push(Unescaped(input.ReadLine())); break;
            case (byte)'U': Push(input.ReadText(input.ReadByte())); break;
            case (byte)'T' or (byte)'X': Push(input.ReadText(input.ReadUInt32())); break;
            case 0x8C: Push(input.ReadText(input.ReadByte())); break;
            case 0x8D: Push(input.ReadText(input.ReadUInt64())); break;
            case (byte)'C': Push(input.ReadBytes(input.ReadByte())); break;
            case (byte)'B': Push(input.ReadBytes(input.ReadUInt32())); break;
            case 0x8E or 0x96: Push(input.ReadBytes(input.ReadUInt64())); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'l': Push(new List<object?>(PopToMark())); break;
            case (byte)'}': Push(new OrderedDictionary<object, object?>()); break;
            case (byte)'d': Push(PytorchCalls.SetEntries([], PopToMark())); break;
            case 0x8F: Push(new HashSet<object?>()); break;
            case 0x91: Push(new HashSet<object?>(PopToMark())); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85: Push(PopMany(1)); break;
            case 0x86: Push(PopMany(2)); break;
            case 0x87: Push(PopMany(3)); break;
            default: return false;
        }

        return true;
    }

    private bool ExecuteObject(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': Push(Global(input.ReadLine(), input.ReadLine())); break;
            case 0x93: StackGlobal(); break;
            case (byte)'P': Push(persistent(input.ReadLine())); break;
            case (byte)'Q': Push(persistent(Pop())); break;
            case (byte)'R': Reduce(); break;
            case (byte)'i': Push(Call(Global(input.ReadLine(), input.ReadLine()), PopToMark())); break;
            case (byte)'o': OldObject(); break;
            case 0x81: NewObject(); break;
            case 0x92: NewObjectWithNames(); break;
            case (byte)'b': Build(Pop()); break;
            default: return false;
        }

        return true;
    }

    private void StackGlobal()
    {
        string name = Pop<string>("a name");
        Push(Global(Pop<string>("a module"), name));
    }

    private void Reduce()
    {
        object?[] arguments = Pop<object?[]>("the arguments of a call");
        Push(Call(Pop(), arguments));
    }

    private void OldObject()
    {
        object?[] items = PopToMark();
        Push(items.Length > 0 ? Call(items[0], items[1..]) : throw new PickleException("an object of no class"));
    }

    private void NewObject()
    {
        object?[] arguments = Pop<object?[]>("the arguments of an object");
        Push(New(Pop(), arguments));
    }

    private void NewObjectWithNames()
    {
        object? names = Pop();
        object?[] arguments = Pop<object?[]>("the arguments of an object");
        Push(New(Pop(), [.. arguments, names]));
    }

    private static long Index(string text) =>
        long.TryParse(text, NumberStyles.None, Invariant, out long index)
            ? index
            : throw new PickleException($"the memo '{text}'");

    private static object Integer(string text) => text switch
    {
        "00" => false,
        "01" => true,
        { Length: <= MaxDigits } when BigInteger.TryParse(
            text, NumberStyles.AllowLeadingSign, Invariant, out var value) => PickleInput.Narrow(value),
        _ => throw new PickleException("a line that is no whole number"),
    };

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ when double.TryParse(text, NumberStyles.Float, Invariant, out double value) => value,
        _ => throw new PickleException("a line that is no number"),
    };

    private static string Quoted(string text) =>
        text is ['\'', .., '\''] or ['"', .., '"'] && text.Length > 1
            ? Unescaped(text[1..^1])
            : throw new PickleException("a string of protocol 0 without quotes");

    private static string Unescaped(string text) =>
        text.Contains('\\') ? throw new PickleException("a string of protocol 0 with escapes") : text;
}
