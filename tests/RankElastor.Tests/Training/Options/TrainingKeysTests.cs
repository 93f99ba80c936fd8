using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Options;

/// <summary>
/// A training key is declared once; whatever else must hold for it is checked here for all keys at once.
/// </summary>
[Collection("torch")]
public sealed class TrainingKeysTests
{
    static readonly (string Yaml, TrainingOptions Built)[] _refused =
    [
        ("batch_size: 0", new() { BatchSize = 0 }),
        ("epochs: 0", new() { Epochs = 0 }),
        ("seed: -1", new() { Seed = -1 }),
        ("learning_rate: 0", new() { Optimiser = new() { LearningRate = 0 } }),
        ("embedding_regularizer: -1", new() { Optimiser = new() { EmbeddingRegulariser = new(0, -1) } }),
        ("net_regularizer: l1(-1)", new() { Optimiser = new() { NetRegulariser = new(-1, 0) } }),
        ("loss_weight: [1, -1]", new() { LossWeights = [1, -1] }),
        ("max_gradient_norm: -2", new() { Optimiser = new() { MaxGradientNorm = -2 } }),
        ("early_stop_patience: 0", new() { EarlyStopPatience = 0 }),
        ("eval_steps: 0", new() { EvaluationSteps = 0 }),
        ("probe_sample: -1", new() { ProbeSample = -1 }),
        ("probe_every: -1", new() { ProbeEvery = -1 }),
        ("probe_rows: -1", new() { ProbeRows = -1 }),
        ("probe_budget: 1.5", new() { ProbeBudget = 1.5 }),
        ("log_steps: 0", new() { LogSteps = 0 }),
        ("checkpoint_steps: -1", new() { CheckpointSteps = -1 }),
        ("checkpoint_seconds: 0", new() { CheckpointSeconds = 0 }),
        ("remedies: [{name: uniformity, weight: 0}]", new() { Remedies = [new() { Name = "uniformity", Weight = 0 }] }),
        ("remedies: [{name: uniformity, rows: 1}]", new() { Remedies = [new() { Name = "uniformity", Rows = 1 }] }),
    ];

    public static TheoryData<int> Refused => [.. Enumerable.Range(0, _refused.Length)];

    [Theory]
    [MemberData(nameof(Refused))]
    public void AValueOutOfRange_IsRefusedInTheSameWords_FromAFileAndFromCode(int place)
    {
        var (yaml, built) = _refused[place];
        var written = Assert.Throws<InputException>(() => Read(yaml)).Message;
        var typed = Assert.Throws<InputException>(built.Check).Message;
        Assert.Contains("; allowed: ", written, StringComparison.Ordinal);
        Assert.Equal(
            written[written.IndexOf("; allowed", StringComparison.Ordinal)..],
            typed[typed.IndexOf("; allowed", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void EveryKeyWithARange_IsAmongThem()
    {
        var ranged = TrainingOptionsReader.Keys
            .Where(
                key => key.Name != "regularizer" && key.Allowed.AsSpan().ContainsAny("<>")
                    || key.Allowed.Contains(" from ") || key.Allowed.Contains("share"));
        Assert.Equal(
            ranged.Select(key => key.Name).Append("remedies").Order(StringComparer.Ordinal),
            _refused.Select(pair => pair.Yaml.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_AreInRange() => new TrainingOptions().Check();

    [Fact]
    public void Manifest_OfTheDefaults_IsWhatOldRunsHave() => Assert.Equal(
        """
        alarms=default
        batch_size=32
        early_stop_patience=2
        embedding_regularizer=0
        embedding_update=exact
        epochs=1
        eval_steps=null
        group_id=null
        learning_rate=0.001
        loss_form=logit
        max_gradient_norm=10
        metrics=AUC, logloss
        monitor=AUC
        monitor_mode=max
        net_regularizer=0
        optimizer=adam
        probe_budget=0.01
        probe_every=evaluation
        probe_rows=256
        probe_sample=256
        reduce_lr_on_plateau=True
        regularizer_rule=v2.3.1
        remedies=none
        save_best_only=True
        seed=1029
        shuffle=True
        shuffle_form=auto
        """,
        string.Join('\n', Read("{}").Describe().Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void EveryKey_ChangesTheFingerprint_IffItSteers()
    {
        foreach (var key in TrainingOptionsReader.Keys)
        {
            var yaml = $"{key.Name}: {(key.Name == "alarms" ? "[{rule: dead-gate, limit: 0.4}]" : OtherValue(key))}\n";
            Assert.Equal((key.Name, key.Steers == Steering.Always), (key.Name, Of("") != Of(yaml)));
            if (key.Steers == Steering.ThroughProbes) // an alarm that acts
            {
                var acting = key.Name == "alarms"
                    ? "{rule: dead-gate, action: stop}, {rule: dead-gate, for: 7}"
                    : "{rule: dead-gate, action: stop}";
                var before = Of("alarms: [{rule: dead-gate, action: stop}]\n");
                Assert.NotEqual(
                    before, key.Name == "alarms" ? Of($"alarms: [{acting}]\n") : Of($"alarms: [{acting}]\n{yaml}"));
            }
        }

        string Of(string yaml)
        {
            var section = YamlFile.Parse("f", yaml);
            var options = TrainingOptionsReader.Read(section);
            return RunRequest.Fingerprint(["m", "h"], RunRequest.DescribeOptions(section.Flatten(), options), options);
        }
    }

    [Fact]
    public void Switches_ReplaceKeys_AndAreRefusedInTheirOwnName()
    {
        var file = YamlFile.Parse("f", "seed: 1\nepochs: 2\n");
        var section = TrainingOptionsReader.Keys.Override(
            file, ("--seed", 5), ("--max-epochs", null), ("--probe-budget", "2%"));
        var options = TrainingOptionsReader.Read(section);
        Assert.Equal((5, 2, 0.02), (options.Seed, options.Epochs, options.ProbeBudget));
        Assert.Equal(
            "--probe-every: found 'often'; allowed: evaluation | step | a whole number >= 1",
            Assert.Throws<InputException>(
                () => TrainingOptionsReader.Keys.Override(file, ("--probe-every", "often"))).Message);
    }

    /// <summary>
    /// A value that the key allows and that is not its default; for keys without a choice the one that there is.
    /// </summary>
    static string OtherValue(Key key)
    {
        string[] candidates = [key.Example, "False", "3", "0.5", "x", .. key.Allowed.Split(" | ")];
        return candidates.Where(value => value.Length > 0 && Text(value) is { } text && text != key.DefaultText)
            .FirstOrDefault(candidates[^1]);

        string? Text(string value)
        {
            try
            {
                var section = YamlFile.Parse("f", $"{key.Name}: {value}\n");
                TrainingOptionsReader.Read(section);
                return key.TextOf(key.ReadFrom(section, key.Absent));
            }
            catch (InputException)
            {
                return null;
            }
        }
    }

    static TrainingOptions Read(string yaml) => TrainingOptionsReader.Read(YamlFile.Parse("f", yaml));
}
