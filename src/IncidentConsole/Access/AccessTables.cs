using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>The tables of access beside those of Identity.</summary>
public sealed class AccessTables :
    IEntityTypeConfiguration<ApiKeyRow>,
    IEntityTypeConfiguration<AccessLinkRow>,
    IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<ApiKeyRow> builder)
    {
        builder.ToTable("api_keys").HasKey(key => key.Id);
        builder.Property(key => key.Id).HasMaxLength(40);
        builder.Property(key => key.Name).HasMaxLength(Wording.MaxName);
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.Property(key => key.Scopes).HasConversion<string>().HasMaxLength(40);
        builder.Property(key => key.CreatedBy).HasMaxLength(Wording.MaxName);
    }

    public void Configure(EntityTypeBuilder<AccessLinkRow> builder)
    {
        builder.ToTable("access_links").HasKey(link => link.Hash);
        builder.Property(link => link.Hash).HasMaxLength(64);
        builder.Property(link => link.Purpose).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(link => link.UserId);
        builder.HasOne<ConsoleUser>().WithMany().HasForeignKey(link => link.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("audit").HasKey(row => row.Id);
        builder.Property(row => row.ActorKind).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(row => row.At);
    }
}
