using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>Makes options records, lists and dictionaries from YAML trees.</summary>
internal static class OptionsBinder
{
    public static object? Bind(YamlTree tree, Type type, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } valueType)
        {
            return tree is YamlScalar { IsNull: true } ? null : Bind(tree, valueType, path);
        }

        if (ScalarText.Reads(type))
        {
            return tree is YamlScalar scalar && ScalarText.TryRead(scalar, type, out object? value)
                ? value
                : throw Unexpected(tree, ScalarText.Describe(type), path);
        }

        if (Arguments(type, typeof(IReadOnlyDictionary<,>), typeof(Dictionary<,>)) is [var key, var element]
            && key == typeof(string))
        {
            return BindDictionary(tree, element, path);
        }

        if (type.IsArray || Arguments(type, typeof(IReadOnlyList<>), typeof(List<>)) is not null)
        {
            return BindList(tree, type, path);
        }

        return BindRecord(tree, type, path);
    }

    private static IList BindList(YamlTree tree, Type type, string path)
    {
        if (tree is not YamlList list)
        {
            throw Unexpected(tree, "a sequence", path);
        }

        Type element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        bool isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
        var items = Array.CreateInstance(element, list.Items.Count);
        for (int i = 0; i < items.Length; i++)
        {
            items.SetValue(Bind(list.Items[i], element, $"{path}[{i}]"), i);
        }

        return isList ? (IList)Activator.CreateInstance(type, items)! : items;
    }

    private static IDictionary BindDictionary(YamlTree tree, Type element, string path)
    {
        if (tree is not YamlMap map)
        {
            throw Unexpected(tree, "a mapping", path);
        }

        Type type = typeof(Dictionary<,>).MakeGenericType(typeof(string), element);
        var entries = (IDictionary)Activator.CreateInstance(type)!;
        foreach ((string key, YamlEntry entry) in map.Entries)
        {
            entries.Add(key, Bind(entry.Value, element, Join(path, key)));
        }

        return entries;
    }

    private static object BindRecord(YamlTree tree, Type type, string path)
    {
        if (tree is not YamlMap map)
        {
            throw Unexpected(tree, "a mapping", path);
        }

        IReadOnlyDictionary<string, PropertyInfo> properties = OptionsNames.Properties(type);
        object options = type.GetConstructor([])?.Invoke(null) ?? throw new ArgumentException(
            $"Expected an options record with a constructor without parameters, got {type}.", nameof(type));
        foreach ((string key, YamlEntry entry) in map.Entries)
        {
            PropertyInfo property = properties.TryGetValue(key, out PropertyInfo? found)
                ? found
                : throw entry.KeyPosition.Error(Unknown(key, path, properties.Keys));
            Set(options, property, entry.Value, Join(path, key));
        }

        string? missing = properties
            .Where(entry => entry.Value.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(entry => entry.Key)
            .FirstOrDefault(key => !map.Entries.ContainsKey(key));
        return missing is null ? options : throw tree.Position.Error($"missing key '{missing}'{In(path)}");
    }

    private static void Set(object options, PropertyInfo property, YamlTree tree, string path)
    {
        bool nullable = !property.PropertyType.IsValueType
            && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        bool isNull = nullable && tree is YamlScalar { IsNull: true };
        object? value = isNull ? null : Bind(tree, property.PropertyType, path);
        try
        {
            property.SetValue(options, value);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException inner)
        {
            throw new InvalidDataException($"{tree.Position}: bad value of '{path}': {FirstSentence(inner)}", inner);
        }
    }

    private static string FirstSentence(ArgumentException exception)
    {
        string line = exception.Message.Split('\n')[0].TrimEnd('\r');
        string suffix = $" (Parameter '{exception.ParamName}')";
        return line.EndsWith(suffix, StringComparison.Ordinal) ? line[..^suffix.Length] : line;
    }

    private static string Unknown(string key, string path, IEnumerable<string> known)
    {
        string? near = NearestName.Of(key, known);
        string hint = near is null ? $"; expected one of {string.Join(", ", known)}" : $"; did you mean '{near}'?";
        return $"unknown key '{key}'{In(path)}{hint}";
    }

    private static Type[]? Arguments(Type type, params Type[] definitions) =>
        type.IsGenericType && definitions.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments() : null;

    private static InvalidDataException Unexpected(YamlTree tree, string expected, string path) =>
        tree.Position.Error($"expected {expected}{(path.Length == 0 ? "" : $" for '{path}'")}, found {tree.Kind}");

    private static string In(string path) => path.Length == 0 ? "" : $" in '{path}'";

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
