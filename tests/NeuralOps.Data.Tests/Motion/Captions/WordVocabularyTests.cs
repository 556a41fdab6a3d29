using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class WordVocabularyTests
{
    private static readonly WordVocabulary Words =
        WordVocabulary.Build(["A person walks", "a person jumps", "A man walks forward"]);

    [Fact]
    public void Words_AreOrderedByFrequencyThenAlphabet()
    {
        Assert.Equal(["a", "person", "walks", "forward", "jumps", "man"], Words.Words);
        Assert.Equal(10, Words.Count);
        Assert.Equal(["a", "person", "walks"],
            WordVocabulary.Build(["A person walks", "a person jumps", "A man walks forward"], 2).Words);
    }

    [Fact]
    public void CaptionsThatHoldTheNamesOfSpecialTokens_GiveNoWordsOfThem()
    {
        var words = WordVocabulary.Build(["<pad> walks <unk>"]);
        Assert.Equal(["walks"], words.Words);
        Assert.Equal([2, 1, 4, 3], words.Encode("<pad> walks")[..4]);
    }

    [Fact]
    public void Text_BecomesTokensBetweenBeginAndEnd()
    {
        long[] tokens = Words.Encode("A  person\tdances forward");

        Assert.Equal(64, tokens.Length);
        Assert.Equal([2, 4, 5, 1, 7, 3, 0, 0], tokens[..8]);
        Assert.All(tokens[6..], token => Assert.Equal(0, token));
        Assert.Equal("a person <unk> forward", Words.Decode(tokens));
    }

    [Fact]
    public void Punctuation_DoesNotHideAWord()
    {
        Assert.Equal(Words.Encode("a man walks"), Words.Encode("A man walks."));
        var marked = WordVocabulary.Build(["he walks.", "he walks"]);
        Assert.Equal([2, 4, 6, 3], marked.Encode("He walks.")[..4]);
    }

    [Fact]
    public void LongText_IsCut_WithoutItsEnd()
    {
        long[] tokens = Words.Encode(string.Join(' ', Enumerable.Repeat("walks", 80)));

        Assert.Equal([2, 6], tokens[..2]);
        Assert.Equal((64, 6), (tokens.Length, tokens[63]));
    }

    [Fact]
    public void Texts_BecomeOneTensor()
    {
        using var batch = Words.EncodeBatch(["a man", "walks"]);

        Assert.Equal([2, 64], batch.shape);
        Assert.Equal(ScalarType.Int64, batch.dtype);
        Assert.Equal([.. Words.Encode("a man"), .. Words.Encode("walks")], batch.data<long>().ToArray());
    }

    [Fact]
    public void TextWithoutAKnownWord_IsRefusedWithNearWords()
    {
        Refused(
            "Expected at least one of the vocabulary's 6 words in 'wlaks furward!', found none; "
            + "near words: 'walks' for 'wlaks', 'forward' for 'furward!'. (Parameter 'text')",
            "wlaks furward!");
        Refused(
            "Expected at least one of the vocabulary's 6 words in 'xylophone', found none; "
            + "it starts with 'a', 'person', 'walks', 'forward', 'jumps', 'man'. (Parameter 'text')",
            "xylophone");
        Refused(
            "Expected at least one of the vocabulary's 6 words in ' ', found none; "
            + "it starts with 'a', 'person', 'walks', 'forward', 'jumps', 'man'. (Parameter 'text')",
            " ");
        Assert.False(Words.Knows("xylophone"));
        Assert.True(Words.Knows("xylophone, man!"));
    }

    [Fact]
    public void SavedWords_AreReadBack()
    {
        using var folder = new TemporaryFolder();
        Words.Save(folder["words.json"]);
        var loaded = WordVocabulary.Load(folder["words.json"]);

        Assert.Equal(Words.Words, loaded.Words);
        Assert.Equal(Words.Encode("a man jumps"), loaded.Encode("a man jumps"));
        Assert.Equal(["words.json"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void CheckpointsNumbers_AreKept()
    {
        var given = new WordVocabulary(new Dictionary<string, int>
        {
            ["walk"] = 5,
            ["<PAD>"] = 0,
            ["[unknown]"] = 1,
            ["<s>"] = 2,
            ["</s>"] = 3,
            ["run"] = 4,
        });

        Assert.Equal(["run", "walk"], given.Words);
        Assert.Equal([2, 5, 1, 4, 3], given.Encode("walk [unknown] run")[..5]);
    }

    [Fact]
    public void BadNumbers_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["words.json"];
        void RefusedFile(string json, string message)
        {
            File.WriteAllText(path, json);
            Assert.Equal($"{path}: {message}", Assert.Throws<InvalidDataException>(
                () => WordVocabulary.Load(path)).Message);
        }

        RefusedFile("{\"a\": 0, \"b\": 1, \"c\": 2, \"d\": 3, \"e\": 3}",
            "Expected the numbers 0 to 4 once each, got 3 for 'e'.");
        RefusedFile("{\"a\": 0, \"b\": 1, \"c\": 2, \"d\": 3, \"e\": 9}",
            "Expected the numbers 0 to 4 once each, got 9 for 'e'.");
        RefusedFile("{\"a\": 0, \"b\": 1, \"c\": 2, \"d\": 3}",
            "Expected PAD, UNK, BOS, EOS and at least one word, got 4 entries.");
        RefusedFile("[1, 2]", "expected a JSON object of words and numbers.");
        RefusedFile("null", "expected a JSON object of words and numbers.");
        Assert.Throws<ArgumentOutOfRangeException>(() => Words.Decode([10]));
    }

    private static void Refused(string message, string text) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Words.Encode(text)).Message);
}
