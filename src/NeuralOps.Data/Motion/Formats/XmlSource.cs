using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace NeuralOps.Data;

/// <summary>XML files from elsewhere: no document type, no entity, nothing outside the file; errors name the
/// line.</summary>
internal static class XmlSource
{
    private const double Largest = 1e9;
    private const int MaxDepth = 32;

    /// <summary>Reads a file's root element.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The element it must be.</param>
    public static XElement Load(string path, string name)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            RequireShallow(path, settings);
            using var stream = File.OpenRead(path);
            using var reader = XmlReader.Create(stream, settings);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            return root.Name.LocalName == name
                ? root
                : throw Error(path, root, $"<{name}>", $"<{TextSource.Shown(root.Name.LocalName)}>");
        }
        catch (XmlException e)
        {
            string where = e.LineNumber > 0 ? $"{path}, line {e.LineNumber}" : path;
            throw FileError.At(where, $"expected XML without a document type: {e.Message}", e);
        }
    }

    public static XElement Required(this XElement parent, string path, string name) => parent.Element(name)
        ?? throw Error(path, parent, $"<{name}> in <{parent.Name.LocalName}>", "none");

    public static string RequiredName(this XElement element, string path) => (string?)element.Attribute("name")
        ?? throw Error(path, element, $"a name of <{element.Name.LocalName}>", "none");

    /// <summary>The numbers of an element's text.</summary>
    public static double[] Numbers(this XElement element, string path, int count, string expected)
    {
        string[] words = element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == count
            ? [.. words.Select(word => Number(path, element, word, expected))]
            : throw Error(path, element, $"{count} {expected} in <{element.Name.LocalName}>", $"{words.Length}");
    }

    public static double Number(string path, XElement element, string? word, string expected) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && Math.Abs(value) <= Largest
            ? value
            : throw Error(
                path,
                element,
                $"{expected} in <{element.Name.LocalName}>, numbers up to 1e9",
                word is null ? "none" : $"'{TextSource.Shown(word)}'");

    /// <summary>The number of an attribute.</summary>
    public static double Number(this XElement element, string path, string attribute) =>
        Number(path, element, (string?)element.Attribute(attribute), $"attribute '{attribute}'");

    public static InvalidDataException Error(string path, XElement element, string expected, string found) =>
        FileError.At(
            $"{path}, line {((IXmlLineInfo)element).LineNumber}", $"expected {expected}, found {found}.");

    // A tree of elements takes a time to build that grows with the square of its depth.
    private static void RequireShallow(string path, XmlReaderSettings settings)
    {
        using var stream = File.OpenRead(path);
        using var reader = XmlReader.Create(stream, settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw FileError.At(
                    $"{path}, line {((IXmlLineInfo)reader).LineNumber}",
                    $"expected elements at most {MaxDepth} deep, found deeper ones.");
            }
        }
    }
}
