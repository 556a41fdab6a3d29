using System.Text;

namespace NeuralOps.Tests;

/// <summary>An ONNX file made by hand: y = x + x over float32 [batch, 3], with one metadata entry.</summary>
internal static class TinyModel
{
    public static byte[] Bytes { get; } = Message(
        Number(1, 8), // IR version
        Text(2, "by hand"),
        Number(5, 7), // model version
        Text(6, "doubles its input"),
        Field(7, Graph()),
        Field(8, Message(Text(1, ""), Number(2, 18))),
        Field(14, Message(Text(1, "answer"), Text(2, "42"))));

    private static byte[] Graph() => Message(
        Field(1, Message(Text(1, "x"), Text(1, "x"), Text(2, "y"), Text(4, "Add"))),
        Text(2, "tiny"),
        Field(11, Port("x")),
        Field(12, Port("y")));

    private static byte[] Port(string name)
    {
        var shape = Message(Field(1, Message(Text(2, "batch"))), Field(1, Message(Number(1, 3))));
        return Message(Text(1, name), Field(2, Message(Field(1, Message(Number(1, 1), Field(2, shape))))));
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) =>
        [(byte)((field << 3) | 2), .. Length(content.Length), .. content];

    private static byte[] Length(int length) =>
        length < 128 ? [(byte)length] : [(byte)(length | 128), (byte)(length >> 7)];
}
